using Carousel.Tensors;

namespace Carousel.Jobs.Fitting;

/// <summary>
/// Batches of samples of like length, in an order that is a function of seed and epoch: samples in random order, those
/// of some batches sorted by length, the batches then in random order.
/// </summary>
/// <remarks>Like lengths together cost fewest steps.</remarks>
/// <param name="lengths">Of each sample.</param>
/// <param name="batchSize">Samples of a batch.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="unit">What the samples are, in the plural.</param>
internal sealed class LengthBatches(IReadOnlyList<int> lengths, int batchSize, ulong seed, string unit) : IBatchOrder
{
    private const int BatchesOfPool = 40;

    private readonly CounterRandom _order = new(seed, CounterRandom.Purpose($"order of {unit}")),
        _batchOrder = new(seed, CounterRandom.Purpose($"order of batches of {unit}"));
    private readonly int[] _batches = new int[(lengths.Count + batchSize - 1) / batchSize];
    private int[] _samples = [];
    private int _orderedEpoch = -1;

    /// <inheritdoc/>
    public int Count => _batches.Length;

    /// <inheritdoc/>
    public ReadOnlySpan<int> Of(int epoch, int batch)
    {
        Order(epoch);
        int first = _batches[batch] * batchSize;
        return _samples.AsSpan(first, Math.Min(batchSize, _samples.Length - first));
    }

    private void Order(int epoch)
    {
        if (_orderedEpoch == epoch)
        {
            return;
        }

        _samples = new int[lengths.Count];
        _order.Permutation((uint)epoch, _samples);
        int pool = BatchesOfPool * batchSize;
        for (int first = 0; first < _samples.Length; first += pool)
        {
            int[] sorted = [.. _samples[first..Math.Min(first + pool, _samples.Length)].OrderBy(s => lengths[s])];
            sorted.CopyTo(_samples, first);
        }

        _batchOrder.Permutation((uint)epoch, _batches);
        _orderedEpoch = epoch;
    }
}
