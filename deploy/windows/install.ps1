<#
.SYNOPSIS
Installs the SecWatch agent as a Windows service, enrols it and starts it.
.PARAMETER Server
The server's name and port.
.PARAMETER Token
The enrolment token, as the server printed it.
.PARAMETER Source
The folder with secwatch-agent.exe and e_sqlite3.dll.
#>
#Requires -RunAsAdministrator
param(
    [Parameter(Mandatory = $true)][string] $Server,
    [Parameter(Mandatory = $true)][string] $Token,
    [string] $Source = $PSScriptRoot
)
$ErrorActionPreference = 'Stop'
$name = 'secwatch-agent'
$programs = Join-Path $env:ProgramFiles 'SecWatch'
$data = Join-Path $env:ProgramData 'SecWatch'
$exe = Join-Path $programs 'secwatch-agent.exe'

if (Get-Service -Name $name -ErrorAction SilentlyContinue) {
    Stop-Service -Name $name
}

New-Item -ItemType Directory -Force -Path $programs, $data | Out-Null
Copy-Item -Force -Path (Join-Path $Source 'secwatch-agent.exe'), (Join-Path $Source 'e_sqlite3.dll') -Destination $programs

# The key lies in this folder: the system and the administrators only.
& icacls.exe $data /inheritance:r /grant:r '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' | Out-Null
if ($LASTEXITCODE -ne 0) { throw "The rights of $data could not be set." }

# Through standard input, so that the token stands in no list of processes.
$Token | & $exe enroll --server $Server --token -
if ($LASTEXITCODE -ne 0) { throw 'The agent was not enrolled; the message above says why.' }

if (-not (Get-Service -Name $name -ErrorAction SilentlyContinue)) {
    New-Service -Name $name -BinaryPathName "`"$exe`" run" -DisplayName 'SecWatch agent' `
        -Description 'Collects security events and sends them to the SecWatch server.' -StartupType Automatic | Out-Null
}

# After a failure: again in 5 seconds, each time; the count starts over after a day.
& sc.exe failure $name reset= 86400 actions= restart/5000/restart/5000/restart/5000 | Out-Null
if ($LASTEXITCODE -ne 0) { throw 'The recovery of the service could not be set.' }
Start-Service -Name $name
& $exe status
