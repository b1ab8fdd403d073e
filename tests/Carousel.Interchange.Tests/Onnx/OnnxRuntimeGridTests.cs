using Carousel.Interchange.Onnx;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx;

/// <summary>
/// Recurrent operators with attributes drawn by chance against ONNX Runtime, live. docs/guide/onnx.md says where the
/// standard's text and ONNX Runtime part.
/// </summary>
[Trait("Against", "OnnxRuntime")]
public sealed class OnnxRuntimeGridTests(ITestOutputHelper output)
{
    private const int Cases = 900;
    private const double Tolerance = 1e-5, Largest = 100;

    [Fact]
    public void RecurrentOperators_AgreeWithOnnxRuntime_InAllAttributes()
    {
        Needed.Require(OnnxRuntime.IsThere, OnnxRuntime.Missing);
        RecurrentGrid[] cases = [.. Enumerable.Range(0, Cases).Select(n => new RecurrentGrid(n))];
        IReadOnlyList<OnnxRuntimeAnswer> answers = LiveOnnxRuntime.Ask(
            [
                .. cases.Select(
                    c =>
                        (
                            c.Made(batchFirst: false),
                            (IReadOnlyDictionary<string, OnnxTensor>)c.Inputs(batchFirst: false))),
            ]);
        var wrong = new List<string>();
        (int agree, int grown, double worst) = (0, 0, 0);
        for (int i = 0; i < cases.Length; i++)
        {
            if (answers[i].Error is { } error)
            {
                wrong.Add($"{cases[i].Text}: ONNX Runtime refuses it: {error}");
                continue;
            }

            // Activations without bounds let some cases grow from step to step: there rounding in single precision is
            // all that is left to compare.
            if (answers[i].Outputs.Values.Any(o => o.Data.Any(v => !(Math.Abs(v) <= Largest))))
            {
                grown++;
                continue;
            }

            double difference = RecurrentGolden.Difference(cases[i], answers[i].Outputs);
            worst = Math.Max(worst, difference);
            if (difference <= Tolerance)
            {
                agree++;
            }
            else
            {
                wrong.Add($"{cases[i].Text}: {difference:g3}");
            }
        }

        if (Environment.GetEnvironmentVariable("CAROUSEL_WRITE_GOLDEN") == "1")
        {
            RecurrentGolden.Write(
                Enumerable.Range(0, Cases)
                    .Where(
                        i => i % 15 == 4 && answers[i].Outputs.Values.All(o => o.Data.All(v => Math.Abs(v) <= Largest)))
                            .ToDictionary(i => i, i => answers[i]));
        }

        output.WriteLine(
            $"{agree} of {cases.Length} cases within {Tolerance:g1}, the worst {worst:g3}; {grown} grew "
            + $"above {Largest} and were not compared");
        wrong.ForEach(output.WriteLine);
        Assert.Empty(wrong);
        Assert.True(agree >= 850);
    }

    // What ONNX Runtime gives for a sequence of no steps is in docs/guide/onnx.md: zeros, also as its final state.
    [Fact]
    public void RecurrentOperators_AgreeWithOnnxRuntime_BesideSequencesWithoutSteps()
    {
        Needed.Require(OnnxRuntime.IsThere, OnnxRuntime.Missing);
        RecurrentGrid[] cases =
        [
            .. Enumerable.Range(0, Cases).Select(n => new RecurrentGrid(n, hasZeroLengths: true))
                .Where(c => c.Lengths.Contains(0)),
        ];
        IReadOnlyList<OnnxRuntimeAnswer> answers = LiveOnnxRuntime.Ask(
            [
                .. cases.Select(
                    c =>
                        (
                            c.Made(batchFirst: false),
                            (IReadOnlyDictionary<string, OnnxTensor>)c.Inputs(batchFirst: false))),
            ]);
        var wrong = new List<string>();
        (int agree, int grown, int otherStates, double worst) = (0, 0, 0, 0);
        for (int i = 0; i < cases.Length; i++)
        {
            if (answers[i].Error is { } error)
            {
                wrong.Add($"{cases[i].Text}: ONNX Runtime refuses it: {error}");
                continue;
            }

            if (answers[i].Outputs.Values.Any(o => o.Data.Any(v => !(Math.Abs(v) <= Largest))))
            {
                grown++;
                continue;
            }

            (double difference, int others) = RecurrentGolden.DifferenceBesideEmpty(cases[i], answers[i].Outputs);
            worst = Math.Max(worst, difference);
            otherStates += others > 0 ? 1 : 0;
            if (difference <= Tolerance)
            {
                agree++;
            }
            else
            {
                wrong.Add($"{cases[i].Text}: {difference:g3}");
            }
        }

        output.WriteLine(
            $"{agree} of {cases.Length} cases with empty sequences within {Tolerance:g1}, the worst {worst:g3}; "
            + $"in {otherStates} of them the final state of an empty sequence differs; {grown} grew above {Largest}");
        wrong.ForEach(output.WriteLine);
        Assert.Empty(wrong);
        Assert.True(agree >= 150);
        Assert.True(otherStates > 0);
    }
}
