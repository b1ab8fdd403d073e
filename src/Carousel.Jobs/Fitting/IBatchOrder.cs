namespace Carousel.Jobs.Fitting;

/// <summary>Which examples each batch of an epoch has: a function of seed, epoch and batch alone.</summary>
internal interface IBatchOrder
{
    /// <summary>How many batches an epoch has.</summary>
    int Count { get; }

    /// <summary>The places of a batch's examples; valid until another epoch is asked for.</summary>
    /// <param name="epoch">0, 1, ….</param>
    /// <param name="batch">0 … Count − 1.</param>
    ReadOnlySpan<int> Of(int epoch, int batch);
}
