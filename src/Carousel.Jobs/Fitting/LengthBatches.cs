using Carousel.Tensors;

namespace Carousel.Jobs.Fitting;

/// <summary>
/// Batches of samples of like length, in an order that is a function of seed and epoch: samples in random order, those
/// of some batches sorted by length, the batches then in random order.
/// </summary>
/// <remarks>Like lengths together cost fewest steps.</remarks>
internal sealed class LengthBatches : IBatchOrder
{
    private const int BatchesOfPool = 40;

    private readonly IReadOnlyList<int> _lengths;
    private readonly int _batchSize;
    private readonly CounterRandom _order;
    private readonly CounterRandom _batchOrder;
    private readonly int[] _batches;
    private int[] _samples = [];
    private int _orderedEpoch = -1;

    /// <summary>Batches.</summary>
    /// <param name="lengths">Of each sample.</param>
    /// <param name="batchSize">Samples of a batch.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="unit">What the samples are, in the plural.</param>
    public LengthBatches(IReadOnlyList<int> lengths, int batchSize, ulong seed, string unit)
    {
        (_lengths, _batchSize, _batches) = (lengths, batchSize, new int[(lengths.Count + batchSize - 1) / batchSize]);
        _order = new CounterRandom(seed, CounterRandom.Purpose($"order of {unit}"));
        _batchOrder = new CounterRandom(seed, CounterRandom.Purpose($"order of batches of {unit}"));
    }

    /// <inheritdoc/>
    public int Count => _batches.Length;

    /// <inheritdoc/>
    public ReadOnlySpan<int> Of(int epoch, int batch)
    {
        Order(epoch);
        int first = _batches[batch] * _batchSize;
        return _samples.AsSpan(first, Math.Min(_batchSize, _samples.Length - first));
    }

    private void Order(int epoch)
    {
        if (_orderedEpoch == epoch)
        {
            return;
        }

        _samples = new int[_lengths.Count];
        _order.Permutation((uint)epoch, _samples);
        int pool = BatchesOfPool * _batchSize;
        for (int first = 0; first < _samples.Length; first += pool)
        {
            int[] sorted = [.. _samples[first..Math.Min(first + pool, _samples.Length)].OrderBy(s => _lengths[s])];
            sorted.CopyTo(_samples, first);
        }

        _batchOrder.Permutation((uint)epoch, _batches);
        _orderedEpoch = epoch;
    }
}
