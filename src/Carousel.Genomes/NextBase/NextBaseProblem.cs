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
internal sealed class NextBaseProblem : ITrainingProblem
{
    /// <summary>The most bases of an epoch.</summary>
    public const int MostBases = 1 << 20;

    /// <summary>Bases between the places where back-propagation ends.</summary>
    public const int Length = 128;

    private static readonly Loss _loss = Training.Loss.CrossEntropy();

    private readonly NextBaseNetwork _network;
    private readonly NucleotideRows _rows;
    private readonly byte[] _ring;
    private readonly NextBaseScorer _validation;
    private readonly int _streams;
    private readonly CounterRandom _random;
    private readonly Packing _packing = new();
    private readonly int[] _lengths;
    private readonly float[] _input;
    private readonly float[] _next;

    public NextBaseProblem(
        NextBaseNetwork network, NucleotideRows rows, byte[] ring, NextBaseScorer validation, int streams, ulong seed,
        string fingerprint)
    {
        (_network, _rows, _ring, _validation, _streams, Fingerprint) = (
            network, rows, ring, validation, streams, fingerprint);
        _random = new CounterRandom(seed, CounterRandom.Purpose("start of strands"));
        _lengths = [.. Enumerable.Repeat(Length, streams)];
        _next = new float[streams * Length];
        _input = new float[_next.Length * rows.Size];
    }

    /// <inheritdoc/>
    public Layer Model => _network;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <summary>Bases of an epoch.</summary>
    /// <param name="ring">Bases of both strands.</param>
    public static int BasesOfEpoch(int ring) => Math.Min(ring, MostBases);

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => Math.Max(1, BasesOfEpoch(_ring.Length) / _next.Length);

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        Fill(epoch, batch);
        _packing.Set(_lengths);
        Variable input = tape.Input(_input, new Shape(_next.Length, _rows.Size));
        Variable next = tape.Input(_next, new Shape(_next.Length, 1));
        SequenceOutput run = _network.Forward(
            tape, input, _packing, carried.IsNone ? default : tape.Constant(carried));
        return _loss.ApplyToBatch(tape, run.Hidden, next.Value, finalState: run.FinalState);
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation) => _validation.Bits(tape, cancellation);

    private void Fill(int epoch, int batch)
    {
        long n = _ring.Length;
        long start = (long)(((ulong)_random.Word((uint)epoch, 0) * (ulong)n) >> 32);
        for (int b = 0; b < _streams; b++)
        {
            int place = (int)((start + (b * (n / _streams)) + ((long)batch * Length)) % n);
            uint context = NucleotideRows.ContextBefore(_ring, place);
            for (int t = 0; t < Length; t++)
            {
                int row = (t * _streams) + b;
                byte read = _ring[place];
                place = place + 1 == n ? 0 : place + 1;
                byte next = _ring[place];
                _rows.Read(read, ref context, next, _input, row);
                _next[row] = next == Bases.Unknown ? float.NaN : next;
            }
        }
    }
}
