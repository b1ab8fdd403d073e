using Carousel.Anomalies;
using Carousel.Classification;
using Carousel.Extensions.Models;
using Carousel.Forecasting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Carousel.Extensions;

/// <summary>
/// Adds models to an application. Each is a keyed service of its name: <c>[FromKeyedServices("demand")]
/// HostedModel&lt;Forecaster&gt;</c>.
/// </summary>
public sealed class CarouselBuilder
{
    internal CarouselBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services of the application.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a forecaster, as <c>carousel forecast</c> writes it.</summary>
    /// <param name="name">What the application calls it.</param>
    /// <param name="file">The model file; a file that the configuration names for this model is used instead.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The name or the file is empty.</exception>
    public CarouselBuilder AddForecaster(string name, string file) => Add(name, file, Forecaster.TaskName);

    /// <summary>Adds a detector of anomalies in channels (<see cref="ChannelModel"/>) or in logs of events
    /// (<see cref="EventModel"/>), as <c>carousel anomaly</c> writes it.</summary>
    /// <inheritdoc cref="AddForecaster"/>
    public CarouselBuilder AddDetector(string name, string file) =>
        Add(name, file, ChannelPlan.TaskName, EventPlan.TaskName);

    /// <summary>Adds a classifier, as <c>carousel classify</c> writes it.</summary>
    /// <inheritdoc cref="AddForecaster"/>
    public CarouselBuilder AddClassifier(string name, string file) => Add(name, file, Classifier.TaskName);

    /// <summary>Adds a model of another job.</summary>
    /// <inheritdoc cref="AddForecaster"/>
    public CarouselBuilder AddModel(string name, string file) => Add(name, file);

    private CarouselBuilder Add(string name, string file, params string[] tasks)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        Services.Configure<CarouselOptions>(options =>
        {
            if (!options.Models.TryGetValue(name, out CarouselModelOptions? model))
            {
                options.Models[name] = model = new CarouselModelOptions();
            }

            if (model.IsAdded)
            {
                throw new OptionsValidationException(
                    Options.DefaultName, typeof(CarouselOptions),
                    [$"The model '{name}' is added twice: give one of them another name."]);
            }

            (model.IsAdded, model.Tasks) = (true, tasks);
            model.File = model.File.Length > 0 ? model.File : file;
        });
        return this;
    }
}
