using Carousel.Tensors;

namespace Carousel.Jobs.Fitting;

/// <summary>Batches of samples in random order, a function of seed and epoch.</summary>
/// <param name="samples">How many samples there are.</param>
/// <param name="batchSize">Samples of a batch; the last of an epoch may have fewer.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="purpose">What the order is drawn for, so that other draws of the seed are others.</param>
/// <param name="mostOfEpoch">The most samples of an epoch.</param>
internal sealed class ShuffledBatches(
    int samples, int batchSize, ulong seed, string purpose, int mostOfEpoch = int.MaxValue) : IBatchOrder
{
    private readonly CounterRandom _random = new(seed, CounterRandom.Purpose(purpose));
    private readonly int[] _order = new int[samples];
    private readonly int _ofEpoch = Math.Min(samples, mostOfEpoch);
    private int _epoch = -1;

    /// <inheritdoc/>
    public int Count => (_ofEpoch + batchSize - 1) / batchSize;

    /// <inheritdoc/>
    public ReadOnlySpan<int> Of(int epoch, int batch)
    {
        if (_epoch != epoch)
        {
            _random.Permutation((uint)epoch, _order);
            _epoch = epoch;
        }

        int first = batch * batchSize;
        return _order.AsSpan(first, Math.Min(batchSize, _ofEpoch - first));
    }
}
