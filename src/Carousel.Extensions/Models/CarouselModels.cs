using Carousel.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Carousel.Extensions.Models;

/// <summary>The models that the options name.</summary>
internal sealed partial class CarouselModels : ICarouselModels, IDisposable
{
    private readonly Dictionary<string, ModelPool> _pools = new(StringComparer.OrdinalIgnoreCase);
    private readonly ILogger<CarouselModels> _logger;

    private readonly JobModels _models;

    public CarouselModels(IOptions<CarouselOptions> options, JobModels models, ILogger<CarouselModels> logger)
    {
        (_models, _logger) = (models, logger);
        foreach ((string name, CarouselModelOptions model) in options.Value.Models)
        {
            _pools.Add(name, new ModelPool(name, model.Instances, () => Load(name, model)));
        }
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _pools.Keys;

    /// <inheritdoc/>
    public ValueTask<ModelLease> LeaseAsync(string name, CancellationToken cancellation = default)
    {
        return _pools.TryGetValue(name, out ModelPool? pool)
            ? pool.LeaseAsync(cancellation)
            : throw new KeyNotFoundException(_pools.Count == 0
                ? $"The model '{name}' is not configured. Add it to the options of AddCarousel."
                : $"The model '{name}' is not configured. The models are {string.Join(", ", _pools.Keys)}.");
    }

    /// <inheritdoc/>
    public async Task<JobAnswer> PredictAsync(
        string name, JobInput input, TextWriter output, CancellationToken cancellation = default)
    {
        using ModelLease lease = await LeaseAsync(name, cancellation).ConfigureAwait(false);
        return await Task.Run(() => lease.Model.Predict(input, output, cancellation), cancellation)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ModelPool pool in _pools.Values)
        {
            pool.Dispose();
        }
    }

    private IJobModel Load(string name, CarouselModelOptions options)
    {
        IJobModel model = _models.Load(options.File, options.Threads);
        LogLoaded(name, model.Task, model.Summary.Parameters, options.File);
        return model;
    }

    [LoggerMessage(
        EventId = 1, Level = LogLevel.Information,
        Message = "Loaded the model {Name} for {Task}, {Parameters} parameters, from {File}")]
    private partial void LogLoaded(string name, string task, long parameters, string file);
}
