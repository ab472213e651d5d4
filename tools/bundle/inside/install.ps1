# Make the environment `env` beside this file, from the wheels beside it: no network, no admin rights.
$ErrorActionPreference = "Stop"
Set-Location $PSScriptRoot
$wanted = (Get-Content python-version.txt).Trim()
$python = $env:PYTHON
if (-not $python) {
    if (Get-Command py -ErrorAction SilentlyContinue) {
        $python = & py "-$wanted" -c "import sys; print(sys.executable)" 2>$null
    } elseif (Get-Command python -ErrorAction SilentlyContinue) {
        $python = (Get-Command python).Source
    }
}
$there = if ($python) { & $python -c "import sys; print('%d.%d' % sys.version_info[:2])" }
if ($there -ne $wanted) {
    Write-Host "Python ${wanted}: not found; these wheels are for it alone. Install it for yourself (no admin rights needed), or name it: `$env:PYTHON = 'C:\path\to\python.exe'"
    exit 1
}
& $python -m venv --without-pip env
if ($LASTEXITCODE) { exit $LASTEXITCODE }
$pip = (Get-ChildItem wheels\pip-*.whl).FullName
& env\Scripts\python.exe "$pip\pip" --isolated --disable-pip-version-check install --quiet --no-index --find-links wheels --require-hashes --requirement requirements.txt
if ($LASTEXITCODE) { exit $LASTEXITCODE }
& env\Scripts\referral-analysis.exe --version
