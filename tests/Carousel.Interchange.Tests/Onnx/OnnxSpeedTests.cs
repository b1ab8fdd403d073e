using System.Diagnostics;
using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Running;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx;

/// <summary>
/// How long a session takes for an LSTM beside ONNX Runtime, in turns; by hand, on a machine that does nothing else.
/// Asserts that both give the same, not how fast.
/// </summary>
[Trait("Speed", "Slow")]
[Trait("Against", "OnnxRuntimeSpeed")]
[Collection(typeof(Alone))]
public sealed class OnnxSpeedTests(ITestOutputHelper output)
{
    private const int Steps = 100, Units = 128, Rounds = 3, Runs = 101, WarmUps = 200;

    [Theory(Skip = OnnxRuntime.Missing, SkipUnless = nameof(OnnxRuntime.IsAsked), SkipType = typeof(OnnxRuntime))]
    [InlineData(1)]
    [InlineData(32)]
    public void Session_OfAnLstm_IsTimedBesideOnnxRuntime(int sequences)
    {
        var draws = new Draws(7);
        MadeOnnx made = new MadeOnnx()
            .Input("x", OnnxType.Float32, "time", "batch", $"{Units}")
            .Output("y", OnnxType.Float32)
            .Weight("w", OnnxTensor.Of(draws.Floats(4 * Units * Units, 0.1), 1, 4 * Units, Units))
            .Weight("r", OnnxTensor.Of(draws.Floats(4 * Units * Units, 0.1), 1, 4 * Units, Units))
            .Weight("b", OnnxTensor.Of(draws.Floats(8 * Units, 0.1), 1, 8 * Units))
            .Node("LSTM", ["x", "w", "r", "b"], ["y"], MadeOnnx.Whole("hidden_size", Units));
        var inputs = new Dictionary<string, OnnxTensor>
        {
            ["x"] = OnnxTensor.Of(draws.Floats(Steps * sequences * Units, 0.1), Steps, sequences, Units),
        };
        using var session = new OnnxSession(made.Model(), new OnnxSessionOptions { Threads = 1 });
        for (int round = 0; round < Rounds; round++)
        {
            double own = Median(session, inputs);
            OnnxRuntimeAnswer answer = LiveOnnxRuntime.Ask([(made, inputs)], Runs)[0];
            Assert.Null(answer.Error);
            Assert.All(
                session.Run(inputs)["y"].ToDoubles().Zip(answer.Outputs["y"].Data),
                pair => Assert.Equal(pair.Second, pair.First, 1e-5));
            output.WriteLine($"{sequences} sequences: {own:0.000} ms, ONNX Runtime {answer.Milliseconds:0.000} ms");
        }
    }

    private static double Median(OnnxSession session, Dictionary<string, OnnxTensor> inputs)
    {
        var times = new double[Runs];
        for (int run = -WarmUps; run < Runs; run++)
        {
            long begun = Stopwatch.GetTimestamp();
            session.Run(inputs);
            if (run >= 0)
            {
                times[run] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            }
        }

        Array.Sort(times);
        return times[Runs / 2];
    }
}
