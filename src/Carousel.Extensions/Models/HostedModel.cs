using Carousel.Jobs;
using Carousel.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Carousel.Extensions.Models;

/// <summary>
/// A model of an application as one of its job. Safe for any number of callers: each question has an instance to
/// itself while it is answered.
/// </summary>
/// <typeparam name="TModel">Such as <see cref="Carousel.Forecasting.Forecaster"/>.</typeparam>
public sealed class HostedModel<TModel>
    where TModel : class, IJobModel
{
    private readonly ICarouselModels _models;

    /// <summary>A model; made by the container for the key of the service.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="models">The application's models.</param>
    public HostedModel([ServiceKey] string name, ICarouselModels models)
    {
        ArgumentNullException.ThrowIfNull(models);
        (Name, _models) = (name, models);
    }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>Asks the model, on a thread of the pool, such as <c>demand.AskAsync(m => m.Predict(history))</c>.
    /// </summary>
    /// <typeparam name="TAnswer">The answer.</typeparam>
    /// <param name="question">Asks; the model may not be used after it returns.</param>
    /// <param name="cancellation">Ends the waiting for an instance; the question observes it by itself.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="KeyNotFoundException">The application has no model of this name.</exception>
    /// <exception cref="ModelFileException">The file is missing, damaged or for another task.</exception>
    /// <exception cref="InvalidOperationException">The model is of another type.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<TAnswer> AskAsync<TAnswer>(Func<TModel, TAnswer> question, CancellationToken cancellation = default) =>
        _models.AskAsync(Name, question, cancellation);
}
