using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Music;

/// <summary>Plays with a network, step by step.</summary>
/// <param name="backend">Where it computes.</param>
/// <param name="network">The network.</param>
/// <param name="baseline">What is inside beside it, or null.</param>
internal sealed class MusicPlayer(Backend backend, Stack network, MusicBaseline? baseline) : IDisposable
{
    private readonly StreamingSession _session = new(backend, network);
    private readonly float[] _input = new float[MusicDesign.Inputs];
    private readonly float[] _logits = new float[MusicPiece.Keys];
    private int[] _last = [];

    /// <summary>
    /// What sounds next: the logits of the keys, before anything was heard those of the first step; valid until the
    /// next call.
    /// </summary>
    public ReadOnlySpan<float> Next()
    {
        _session.Step(_input, _logits);
        baseline?.Join(_last, _logits);
        return _logits;
    }

    /// <summary>Reads the keys that sounded.</summary>
    public void Hear(int[] step)
    {
        _last = step;
        MusicDesign.WriteInput(step, _input);
    }

    /// <summary>
    /// Plays: each key of a step sounds with the probability that the network gives it, one independently of the other.
    /// </summary>
    public MusicPiece Play(int steps, double temperature, ulong seed, CancellationToken cancellation)
    {
        var random = new CounterRandom(seed, CounterRandom.Purpose("playing"));
        var played = new int[steps][];
        for (int s = 0; s < steps; s++)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<float> logits = Next();
            var sounding = new List<int>();
            for (int k = 0; k < logits.Length; k++)
            {
                double probability = 1 / (1 + Math.Exp(-logits[k] / temperature));
                if (CounterRandom.ToUniform(random.Word((uint)s, k)) < probability)
                {
                    sounding.Add(MusicPiece.LowestPitch + k);
                }
            }

            Hear(played[s] = [.. sounding]);
        }

        return new MusicPiece("played", played);
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}
