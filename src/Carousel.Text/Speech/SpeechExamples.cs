using Carousel.Jobs.Fitting;
using Carousel.Jobs.Sound;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Speech;

/// <summary>
/// Features of clips as the training sees them, a function of seed and epoch: other speeds, vocal tracts and noise in
/// each epoch, parts hidden, or strings of words
/// drawn again. Clips of some batches are made together and sorted by length: equal lengths together cost fewest steps.
/// </summary>
/// <param name="clips">Recordings.</param>
/// <param name="joining">How strings are made of them; null if recordings are not joined.</param>
/// <param name="count">Clips of an epoch.</param>
/// <param name="symbols">The classes.</param>
/// <param name="workers">The threads that make features; not owned.</param>
/// <param name="batchSize">Clips of a step.</param>
/// <param name="seed">The run's seed.</param>
internal sealed class SpeechExamples(
    IReadOnlyList<SpeechClip> clips, WordJoining? joining, int count, SpeechSymbols symbols, Workers workers,
    int batchSize, ulong seed) : IBatchOrder
{
    private const int BatchesOfPool = 8;

    private readonly CounterRandom _order = new(seed, CounterRandom.Purpose("order of clips"));
    private readonly CounterRandom _batchOrder = new(seed, CounterRandom.Purpose("order of batches of clips"));
    private readonly int[] _batches = new int[BatchesOfPool];
    private int[] _places = [];
    private (float[] Rows, int[] Labels)[] _pool = [];
    private (int Epoch, int Pool) _made = (-1, -1);

    /// <summary>What rows hold.</summary>
    public required SoundFeatureOptions Features { get; init; }

    /// <summary>How the sound is changed.</summary>
    public required SoundVariation Sound { get; init; }

    /// <summary>What is hidden.</summary>
    public required SpectralMasking Masking { get; init; }

    /// <summary>The share of strings that consist of one recording.</summary>
    public double Singles { get; init; }

    /// <inheritdoc/>
    public int Count => (count + batchSize - 1) / batchSize;

    /// <summary>[T, F] and the labels of a clip of the batch that was asked for last.</summary>
    public (float[] Rows, int[] Labels) this[int place] => _pool[place];

    /// <inheritdoc/>
    public ReadOnlySpan<int> Of(int epoch, int batch)
    {
        int pool = batch / BatchesOfPool;
        Make(epoch, pool);
        Span<int> batches = _batches.AsSpan(0, (_pool.Length + batchSize - 1) / batchSize);
        _batchOrder.Permutation(Stream(epoch, pool), batches);
        int first = batches[batch % BatchesOfPool] * batchSize;
        return _places.AsSpan(first, Math.Min(batchSize, _pool.Length - first));
    }

    private void Make(int epoch, int pool)
    {
        if (_made == (epoch, pool))
        {
            return;
        }

        var order = new int[count];
        _order.Permutation((uint)epoch, order);
        int size = BatchesOfPool * batchSize, first = pool * size, last = Math.Min(first + size, order.Length);
        var made = new (float[] Rows, int[] Labels)[last - first];
        workers.Run(new FeatureWork(this, epoch, order, first, made), made.Length);
        _pool = [.. made.OrderBy(c => c.Rows.Length)];
        (_made, _places) = ((epoch, pool), [.. Enumerable.Range(0, made.Length)]);
    }

    private uint Stream(int epoch, int number) => checked((uint)(((long)epoch * count) + number));

    private (float[] Rows, int[] Labels) Example(uint stream, int index)
    {
        SpeechClip clip = joining is null ? clips[index] : String(joining, stream);
        int[] labels = symbols.Encode(clip.Transcript);
        float[] rows = Changed(clip.Recording, labels, stream);
        if (Masking.BandMasks > 0)
        {
            Masking.Apply(rows, Features, seed, stream);
        }

        return (rows, labels);
    }

    private SpeechClip String(WordJoining joining, uint stream)
    {
        var draws = new SimulationDraws(seed, "recordings as they are", stream);
        return draws.Chance(Singles)
            ? clips[draws.Below(clips.Count)]
            : joining.Join(clips, seed, "learn", stream);
    }

    private float[] Changed(SoundRecording recording, int[] labels, uint stream)
    {
        if (Sound.Speed + Sound.Tract + Sound.Noise <= 0)
        {
            return SoundFeatures.Of(recording, Features);
        }

        (SoundRecording changed, double warp) = Sound.Apply(recording, seed, stream);
        float[] rows = SoundFeatures.Of(changed, Features, warp);

        // If a faster recording has too few steps for its labels, the clip stays unchanged.
        return rows.Length / Features.Features < Ctc.StepsNeeded(labels)
            ? SoundFeatures.Of(recording, Features, warp)
            : rows;
    }

    /// <summary>Features of some clips, each a separate part of the work: equal for any number of threads.</summary>
    private readonly record struct FeatureWork(
        SpeechExamples Examples, int Epoch, int[] Clips, int First, (float[] Rows, int[] Labels)[] Made) : IParallelWork
    {
        public void Run(int part) =>
            Made[part] = Examples.Example(Examples.Stream(Epoch, Clips[First + part]), Clips[First + part]);
    }
}
