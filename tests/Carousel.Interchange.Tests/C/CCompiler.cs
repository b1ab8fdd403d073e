using System.Diagnostics;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.C;

/// <summary>An optional compiler of C, with the runner of its programs.</summary>
/// <param name="Name">The command.</param>
/// <param name="Options">Additional options.</param>
/// <param name="Runner">What runs its programs; null for this machine.</param>
internal sealed record CCompiler(string Name, string[] Options, string[]? Runner)
{
    /// <summary>Warnings are errors, and arithmetic is as IEEE 754 says.</summary>
    private static readonly string[] _strict =
        [
            "-std=c99", "-pedantic", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror", "-ffp-contract=off",
            "-O1",
        ];

    /// <summary>The compilers that exports are tested with.</summary>
    public static IReadOnlyList<CCompiler> All { get; } =
    [
        new("gcc", ["-fsanitize=undefined,float-cast-overflow", "-fno-sanitize-recover=all"], null),
        new("clang", [], null),
        new("arm-linux-gnueabihf-gcc", ["-static", "-mfpu=neon-vfpv4"], ["qemu-arm"]),
    ];

    /// <summary>A compiler that is there; else the test ends.</summary>
    public static CCompiler Of(string name)
    {
        CCompiler compiler = All.Single(c => c.Name == name);
        foreach (string needed in compiler.Runner is null ? new[] { name } : [name, .. compiler.Runner])
        {
            Needed.Require(IsThere(needed), $"{needed} is not installed.");
        }

        return compiler;
    }

    /// <summary>Compiles a file and runs the program.</summary>
    /// <param name="folder">Where the file lies.</param>
    /// <param name="source">Its name.</param>
    /// <returns>What the program wrote, and its exit status.</returns>
    public (string Output, int Status) Run(string folder, string source)
    {
        string program = Path.Combine(folder, $"{source}.{Name}");
        (string said, int status) = Start(
            Name, [.. _strict, .. Options, Path.Combine(folder, source), "-o", program, "-lm"]);
        Assert.True(status == 0, said);
        Assert.Equal("", said);
        return Runner is null ? Start(program, []) : Start(Runner[0], [.. Runner[1..], program]);
    }

    private static bool IsThere(string command) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(p => File.Exists(Path.Combine(p, command)));

    private static (string Output, int Status) Start(string command, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(1)))
        {
            process.Kill();
            Assert.Fail($"{command} did not end within a minute.");
        }

        return (output.GetAwaiter().GetResult() + error.GetAwaiter().GetResult(), process.ExitCode);
    }
}
