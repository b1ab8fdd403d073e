using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;

namespace Carousel.Tasks.Language;

/// <summary>The surprise of each unit of a text: −ln p of the unit after those before it.</summary>
/// <remarks>
/// The text is cut into streams that are read side by side. Each but those at the very beginning first reads the <see cref="Context"/> units before it, which are
/// not scored again; so every unit but the first of the text is scored once, with at least that much behind it where there is.
/// </remarks>
internal sealed class LanguageScorer
{
    /// <summary>Units that a stream reads before its own first one.</summary>
    public const int Context = 256;

    private const int Length = 32;

    private readonly LanguageNetwork _network;
    private readonly int[] _units;
    private readonly int _first;

    /// <summary>Scores a part of a text.</summary>
    /// <param name="network">The model.</param>
    /// <param name="units">The text, from as far before the part as there is.</param>
    /// <param name="first">The first unit that is scored, 1 or more.</param>
    public LanguageScorer(LanguageNetwork network, int[] units, int first) => (_network, _units, _first) = (network, units, Math.Max(1, first));

    /// <summary>Units scored.</summary>
    public int Count => Math.Max(0, _units.Length - _first);

    /// <summary>The mean surprise.</summary>
    public double Nats(Tape tape, CancellationToken cancellation)
    {
        double sum = 0;
        foreach (float surprise in Surprises(tape, cancellation))
        {
            sum += surprise;
        }

        return sum / Math.Max(1, Count);
    }

    /// <summary>−ln p of each unit scored, in the order of the text.</summary>
    public float[] Surprises(Tape tape, CancellationToken cancellation)
    {
        var surprises = new float[Count];
        var streams = new ScoredStreams(_units, _first);
        var packing = new Packing();
        float[] state = [];
        for (int start = 0; streams.Cut(start, Length, packing); start += Length)
        {
            cancellation.ThrowIfCancellationRequested();
            tape.Begin(TapeMode.Inference);
            Variable input = tape.Input(streams.Read(start, packing), new Shape(packing.Rows, 1));
            Variable carried = start == 0 ? default : tape.Input(state, new Shape(packing.BatchSize, _network.StateSize));
            SequenceOutput run = _network.Forward(tape, input, packing, carried);
            state = run.FinalState.Value.ToArray();
            Tensor logarithms = tape.Arena.Allocate(run.Hidden.Shape);
            tape.Backend.SoftmaxForward(logarithm: true, run.Hidden.Value, logarithms);
            streams.Score(start, packing, logarithms.Reshape(new Shape(packing.Rows * _network.OutputSize, 1)), _network.OutputSize, surprises);
        }

        return surprises;
    }
}
