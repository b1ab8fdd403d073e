using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Genomes.NextBase;

/// <summary>
/// What the trainer trains: both strands as one ring, read in streams side by side, the state carried on as values.
/// </summary>
/// <remarks>
/// Truncated back-propagation through time. An epoch is the whole ring, at most <see cref="MostBases"/>; it
/// begins at a random place, a function of seed and epoch.
/// The Markov models leave each base out of their counts when they predict it here, as they have not counted those to
/// come.
/// </remarks>
internal sealed class NextBaseProblem(
    NextBaseNetwork network, NucleotideRows rows, byte[] ring, NextBaseScorer validation, int streams, ulong seed,
    string fingerprint)
    : ITrainingProblem
{
    /// <summary>The most bases of an epoch.</summary>
    public const int MostBases = 1 << 20;

    /// <summary>Bases between the places where back-propagation ends.</summary>
    public const int Length = 128;

    private static readonly Loss _loss = Training.Loss.CrossEntropy();

    private readonly CounterRandom _random = new(seed, CounterRandom.Purpose("start of strands"));
    private readonly Packing _packing = new();
    private readonly int[] _lengths = [.. Enumerable.Repeat(Length, streams)];
    private readonly float[] _input = new float[streams * Length * rows.Size];
    private readonly float[] _next = new float[streams * Length];

    /// <inheritdoc/>
    public Layer Model => network;

    /// <inheritdoc/>
    public string Fingerprint => fingerprint;

    /// <summary>Bases of an epoch.</summary>
    /// <param name="ring">Bases of both strands.</param>
    public static int BasesOfEpoch(int ring) => Math.Min(ring, MostBases);

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => Math.Max(1, BasesOfEpoch(ring.Length) / _next.Length);

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        Fill(epoch, batch);
        _packing.Set(_lengths);
        Variable input = tape.Input(_input, new Shape(_next.Length, rows.Size));
        Variable next = tape.Input(_next, new Shape(_next.Length, 1));
        SequenceOutput run = network.Forward(
            tape, input, _packing, carried.IsNone ? default : tape.Constant(carried));
        return _loss.ApplyToBatch(tape, run.Hidden, next.Value, finalState: run.FinalState);
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation) => validation.Bits(tape, cancellation);

    private void Fill(int epoch, int batch)
    {
        long n = ring.Length;
        long start = (long)(((ulong)_random.Word((uint)epoch, 0) * (ulong)n) >> 32);
        for (int b = 0; b < streams; b++)
        {
            int place = (int)((start + (b * (n / streams)) + ((long)batch * Length)) % n);
            uint context = NucleotideRows.ContextBefore(ring, place);
            for (int t = 0; t < Length; t++)
            {
                int row = (t * streams) + b;
                byte read = ring[place];
                place = place + 1 == n ? 0 : place + 1;
                byte next = ring[place];
                rows.Read(read, ref context, next, _input, row);
                _next[row] = next == Bases.Unknown ? float.NaN : next;
            }
        }
    }
}
