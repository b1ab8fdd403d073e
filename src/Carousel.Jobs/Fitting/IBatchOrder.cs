namespace Carousel.Jobs.Fitting;

/// <summary>The examples of each batch of an epoch: a function only of seed, epoch and batch.</summary>
internal interface IBatchOrder
{
    /// <summary>How many batches an epoch has.</summary>
    int Count { get; }

    /// <summary>The places of a batch's examples; valid until another epoch is asked for.</summary>
    /// <param name="epoch">0, 1, ….</param>
    /// <param name="batch">0 … Count − 1.</param>
    ReadOnlySpan<int> Of(int epoch, int batch);
}
