using SecWatch.Agent.Sources.Linux;

namespace SecWatch.Agent.Tests.Sources.Linux;

public sealed class LinuxMemoryTests
{
    [Fact]
    public void Only_program_text_without_a_changed_page_is_given_back()
    {
        const string Maps = """
            1000-3000 r-xp 00000000 08:01 42 /usr/bin/clean
            Rss:                   8 kB
            Anonymous:             0 kB
            VmFlags: rd ex mr mw me
            3000-4000 r-xp 00000000 08:01 42 /usr/bin/patched
            Anonymous:             4 kB
            4000-5000 r--p 00000000 08:01 42 /usr/bin/relocated
            Anonymous:             0 kB
            5000-6000 rw-p 00000000 08:01 42 /usr/bin/data
            Anonymous:             0 kB
            6000-7000 r-xp 00000000 00:00 0 [vdso]
            Anonymous:             0 kB
            7000-8000 r-xp 00000000 08:01 42 /usr/bin/cut
            8000-9000 rw-p 00000000 00:00 0 [heap]
            Anonymous:             0 kB
            """;

        Assert.Equal([((nuint)0x1000, (nuint)0x2000)], LinuxMemory.FindCleanText(Maps.Split('\n')));
    }

    [Fact]
    public void A_process_goes_on_after_a_trim()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a part of Linux");

        LinuxMemory.Trim();

        Assert.Equal(3, Enumerable.Range(1, 3).Count(number => number > 0));
    }
}
