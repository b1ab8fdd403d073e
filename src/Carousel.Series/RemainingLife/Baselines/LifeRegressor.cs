using Carousel.Storage;

namespace Carousel.RemainingLife;

/// <summary>A simple method that predicts a life from the statistics of a record.</summary>
internal abstract class LifeRegressor
{
    /// <summary>What it says.</summary>
    /// <param name="statistics">What <see cref="WindowStatistics"/> gives of a record.</param>
    /// <returns>The life, 1 for the scale of the target.</returns>
    public abstract double Tell(ReadOnlySpan<float> statistics);

    /// <summary>The method for a model file.</summary>
    /// <param name="name">Its name there.</param>
    public abstract StoredTensor ToTensor(string name);
}
