"""What the security officer works with: accounts, their functions, 三员互斥 (ACC-01 … ACC-07)."""
