using System.CommandLine;
using System.Runtime.InteropServices;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Cli.SelfTesting;
using Carousel.Kernels;

namespace Carousel.Cli.Commands;

/// <summary>
/// <c>carousel selftest</c>: whether this machine computes what the oracles say, and the same bits as any other.
/// </summary>
/// <param name="vectors">Gives the vectors; those that the command carries if not given.</param>
internal sealed class SelfTestCommand(Func<IReadOnlyList<OracleVector>>? vectors = null) : VerbCommand(
    "selftest", "Check stored results of reference code, PyTorch and ONNX in every vector mode.", "carousel selftest",
    new(null, "Run everything on 1, 2 … n threads, with the same bits. Default 3."))
{
    private const int DefaultThreads = 3;

    private readonly Option<bool> _here = OptionKinds.Switch(
        "--here", "Only in the vector mode of this process; no other process is started.");

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [new("Modes", [_here]), Run.Group];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        IReadOnlyList<OracleVector> all = (vectors ?? OracleVector.ReadAll)();
        VectorMode[] modes = result.GetValue(_here)
            ? [VectorMode.Own]
            : [.. VectorMode.All(VectorHardware.Bits, RuntimeInformation.ProcessArchitecture)];
        int threads = Run.Threads(result) is > 0 and var asked ? asked : DefaultThreads;
        using var progress = new CountedProgress(Run.Quiet(result) ? null : terminal, "testing");
        var reports = new List<ModeReport>();
        foreach (VectorMode mode in modes)
        {
            cancellation.ThrowIfCancellationRequested();
            progress.Begin(reports.Count + 1, modes.Length, mode.Name);
            reports.Add(mode.WhyNot is not null ? new ModeReport(mode, [])
                : mode.Variable is null ? new ModeReport(mode, SelfTest.Run(all, threads, cancellation: cancellation))
                : await ModeProcess.RunAsync(mode, all.Count, threads, cancellation).ConfigureAwait(false));
        }

        progress.Dispose();
        SelfTestTable.Write(terminal, reports, threads);
        if (Run.Json(result))
        {
            SelfTestJson.Write(terminal, reports);
        }

        return reports.All(r => r.Passed == r.Cases) ? ExitCode.Done : ExitCode.Failed;
    }
}
