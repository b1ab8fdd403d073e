using System.Runtime.InteropServices;
using Carousel.Cli.SelfTesting;
using Carousel.Kernels;

namespace Carousel.Cli.Rendering;

/// <summary>What the self-test found: a line for each oracle, a column for each mode.</summary>
internal static class SelfTestTable
{
    /// <summary>Writes the table to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="reports">One a mode.</param>
    /// <param name="threads">The most threads that it ran on.</param>
    public static void Write(Terminal terminal, IReadOnlyList<ModeReport> reports, int threads)
    {
        terminal.Out.WriteLine(terminal.OutPen.Bold(Processor.Name));
        string vectors = VectorHardware.Bits == 0
            ? "no vectors"
            : $"vectors of {VectorHardware.Bits} "
                + $"bits{(VectorHardware.FusesMultiplyAdd ? " with fused multiply-add" : "")}";
        terminal.Out.WriteLine(
            $"  {vectors}, {Environment.ProcessorCount} "
            + $"processors, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}");
        terminal.Out.WriteLine();
        ModeReport[] run = [.. reports.Where(r => r.Results.Count > 0)];
        TextGrid.Write(
            terminal,
            [
                new TextGrid.Column("oracle", IsText: true), new TextGrid.Column("tolerance"),
                .. run.Select(r => new TextGrid.Column(r.Mode.Name)),
            ],
            [
                .. run.SelectMany(r => r.Results).Select(r => r.Oracle).Distinct().Select(oracle => (TextGrid.Cell[])
                [
                    new(oracle), new(Tolerance(run, oracle)),
                    .. run.Select(r => new TextGrid.Cell(Cell([.. r.Results.Where(v => v.Oracle == oracle)]))),
                ]),
            ]);
        terminal.Out.WriteLine();
        WriteSentences(terminal, reports, threads);
    }

    private static void WriteSentences(Terminal terminal, IReadOnlyList<ModeReport> reports, int threads)
    {
        foreach (ModeReport report in reports.Where(r => r.Mode.WhyNot is not null))
        {
            terminal.Out.WriteLine($"  {report.Mode.Name}: not on this machine, {report.Mode.WhyNot}.");
        }

        foreach (ModeReport report in reports)
        {
            foreach ((string vector, string reason) in report.Failures)
            {
                terminal.Out.WriteLine($"  {terminal.OutPen.Bold("failed")} {report.Mode.Name}, {vector}: {reason}.");
            }
        }

        (int cases, int passed) = (reports.Sum(r => r.Cases), reports.Sum(r => r.Passed));
        terminal.Out.WriteLine(passed == cases
            ? $"  {passed} of {cases} passed; all results are bit-identical to the stored ones, "
                + $"on 1 to {threads} threads."
            : $"  {passed} of {cases} passed.");
    }

    private static string Cell(VectorResult[] results)
    {
        string difference = results.Max(r => r.Difference) is { } worst
            ? Invariant.Of($"  {worst:0.0e+0}")
            : "";
        return $"{results.Count(r => r.Failure is null)}/{results.Length}{difference}";
    }

    private static string Tolerance(ModeReport[] reports, string oracle)
    {
        VectorResult[] results = [.. reports.SelectMany(r => r.Results).Where(r => r.Oracle == oracle)];
        return results.All(r => r.Difference is null)
            ? "none"
            : Invariant.Of($"{results.Max(r => r.Tolerance):0e+0}");
    }
}
