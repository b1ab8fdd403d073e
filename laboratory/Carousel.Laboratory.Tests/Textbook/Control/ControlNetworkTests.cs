using Carousel.Autograd;
using Carousel.Laboratory.Textbook.Control;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Laboratory.Tests.Textbook.Control;

public sealed class ControlNetworkTests
{
    private static readonly ControlEpisode[] _episodes = [new(0.8, -0.5), new(-0.4, 0.9, -0.9, 10)];

    [Fact]
    public void ClosedLoop_IsThePlantDrivenByWhatTheNetworkAnswers()
    {
        const int Steps = 30;
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        ControlNetwork network = Make(backend);
        tape.Begin(TapeMode.Inference);
        float[] errors = network.Run(tape, _episodes, Steps).Value.ToArray();
        for (int b = 0; b < _episodes.Length; b++)
        {
            float[] own = errors[(b * Steps)..((b + 1) * Steps)];
            float[] asked = network.Answer(tape, own);
            (double x, double q) = (0, 0);
            for (int t = 0; t < Steps; t++)
            {
                Assert.Equal(_episodes[b].SetPoint - x, own[t], 1e-4);
                (x, q) = ControlPlant.Advance(x, q, asked[t], _episodes[b].At(t));
            }
        }
    }

    [Fact]
    public void Gradients_ThroughThePlant_AgreeWithDifferences()
    {
        using var backend = new CpuBackend(1);
        ControlNetwork network = Make(backend);
        IReadOnlyList<GradientDifference> differences = GradientCheck.Run(backend, network.Parameters, tape =>
        {
            Variable errors = network.Run(tape, _episodes, 12);
            Tensor zero = tape.Arena.Allocate(errors.Shape);
            tape.Backend.Clear(zero);
            return Loss.Squared.Apply(tape, errors, zero);
        });
        Assert.NotEmpty(differences);
        Assert.All(differences, d => Assert.True(d.Error < 5e-3, $"{d}"));
    }

    private static ControlNetwork Make(CpuBackend backend)
    {
        var network = new ControlNetwork(3);
        network.Build(backend, 7);
        return network;
    }
}
