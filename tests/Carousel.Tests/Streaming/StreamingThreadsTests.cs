using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Testing;

namespace Carousel.Tests.Streaming;

/// <summary>Steps large enough that threads share their units.</summary>
public class StreamingThreadsTests
{
    private const int I = 8, H = 300, T = 25;

    [Theory]
    [Trait("Speed", "Long")]
    [InlineData("lstm")]
    [InlineData("gru")]
    [InlineData("elman")]
    public async Task ManyCallers_OfOneBackendWithThreads_GetTheBitsOfOneThread(string name)
    {
        float[] x = new Draws(4).Floats(T * I);
        float[] expected;
        using (var backend = new CpuBackend(1))
        {
            expected = Outputs(backend, Made(name, backend), x);
        }

        using var shared = new CpuBackend(3);
        SequenceLayer layer = Made(name, shared);
        float[][] outputs = await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(_ => Task.Run(() => Outputs(shared, layer, x))));

        Assert.All(outputs, o => Near.SameBits(o, expected));
    }

    [Fact]
    public void AStepOnTwoThreads_AllocatesNothing()
    {
        using var backend = new CpuBackend(2);
        using var session = new StreamingSession(backend, Made("lstm", backend));
        float[] x = new float[I], y = new float[H];
        Allocations.AssertNone(() =>
        {
            for (int t = 0; t < T; t++)
            {
                session.Step(x, y);
            }
        });
    }

    private static SequenceLayer Made(string name, CpuBackend backend)
    {
        SequenceLayer layer = name switch
        {
            "lstm" => new Lstm(I, H),
            "gru" => new Gru(I, H),
            _ => new Elman(I, 4 * H / 3)
        };
        layer.Build(backend, 5);
        return layer;
    }

    private static float[] Outputs(CpuBackend backend, SequenceLayer layer, float[] x)
    {
        using var session = new StreamingSession(backend, layer);
        float[] outputs = new float[T * layer.OutputSize];
        for (int t = 0; t < T; t++)
        {
            session.Step(x.AsSpan(t * I, I), outputs.AsSpan(t * layer.OutputSize, layer.OutputSize));
        }

        return outputs;
    }
}
