using Carousel.Jobs.Baselines;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>A simple classifier of series or texts, fitted on rows whose classes are known.</summary>
internal interface IClassBaseline
{
    /// <summary>Which one.</summary>
    ClassBaseline Kind { get; }

    /// <summary>Its name in tables, with the chosen settings.</summary>
    string Title { get; }

    /// <summary>A score for each class; the largest is its answer. Nothing says how sure it is: see
    /// <see cref="BaselineAnswer"/>.</summary>
    /// <param name="series">The series.</param>
    /// <param name="workers">Threads; bits do not depend on them.</param>
    /// <param name="cancellation">Stops between series.</param>
    /// <returns>[series][classes].</returns>
    float[][] Scores(IReadOnlyList<BaselineSample> series, Workers workers, CancellationToken cancellation);

    /// <summary>The data that a model file needs to restore it, in addition to <see cref="Sizes"/>.</summary>
    IReadOnlyList<StoredTensor> ToTensors();

    /// <summary>The small numbers of a model file.</summary>
    BaselineSizes Sizes { get; }
}
