#!/bin/sh
# Makes the good files anew with LibreOffice (Writer, Calc, Impress) and Chromium, from the sources
# beside this script; the tests read what is here. A .wps is what an office sends: a .doc under
# that ending.
set -eu
cd "$(dirname "$0")"
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
office() { soffice "-env:UserInstallation=file://$profile" --headless --convert-to "$1" --outdir . "$2"; }
for form in docx doc pdf; do office $form roster.fodt; done
for form in xlsx xls; do office $form table.fods; done
for form in pptx ppt png jpg gif; do office $form slides.fodp; done
cp roster.doc roster.wps
chromium --headless --no-sandbox --disable-gpu --no-pdf-header-footer \
    --print-to-pdf=printed.pdf "data:text/html;charset=utf-8,<h1>柳园村党支部会议记录</h1><p>全体同意</p>"
