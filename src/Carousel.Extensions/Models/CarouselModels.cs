using System.Diagnostics.Metrics;
using Carousel.Jobs;
using Carousel.Storage;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Carousel.Extensions.Models;

/// <summary>The models that the options name.</summary>
internal sealed partial class CarouselModels : ICarouselModels, IDisposable
{
    private readonly Dictionary<string, ModelPool> _pools = new(StringComparer.OrdinalIgnoreCase);
    private readonly ILogger<CarouselModels> _logger;

    private readonly JobModels _models;
    private readonly ModelTelemetry _telemetry;

    public CarouselModels(
        IOptions<CarouselOptions> options, JobModels models, ILogger<CarouselModels> logger, IMeterFactory? meters)
    {
        (_models, _logger, _telemetry) = (models, logger, new ModelTelemetry(meters));
        foreach ((string name, CarouselModelOptions model) in options.Value.Models)
        {
            _pools.Add(name, new ModelPool(
                name, model.Instances, _telemetry,
                () => _telemetry.Measure(ModelTelemetry.Load, name, () => Load(name, model))));
        }
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _pools.Keys;

    /// <summary>The instances of each model.</summary>
    internal IReadOnlyDictionary<string, ModelPool> Pools => _pools;

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
    public async Task<TAnswer> AskAsync<TModel, TAnswer>(
        string name, Func<TModel, TAnswer> question, CancellationToken cancellation = default)
        where TModel : class, IJobModel
    {
        ArgumentNullException.ThrowIfNull(question);
        using ModelLease lease = await LeaseAsync(name, cancellation).ConfigureAwait(false);
        TModel model = lease.As<TModel>();
        return await Task.Run(
            () => _telemetry.Measure(ModelTelemetry.Predict, lease.Name, () => question(model)), cancellation)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<JobAnswer> PredictAsync(
        string name, JobInput input, TextWriter output, CancellationToken cancellation = default) =>
        AskAsync<IJobModel, JobAnswer>(name, model => model.Predict(input, output, cancellation), cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AIFunction>> GetToolsAsync(CancellationToken cancellation = default)
    {
        // Names of tools have fewer characters than names of models.
        if (Names.GroupBy(PredictTool.NameFor).FirstOrDefault(models => models.Skip(1).Any()) is { } same)
        {
            throw new InvalidOperationException(
                $"The tools of the models '{string.Join("' and '", same)}' would have the same name, {same.Key}: "
                + "rename all of these models except one.");
        }

        var tools = new List<AIFunction>();
        foreach ((string name, ModelPool pool) in _pools)
        {
            tools.Add(new PredictTool(this, name, await pool.ProfileAsync(cancellation).ConfigureAwait(false)));
        }

        return tools;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ModelPool pool in _pools.Values)
        {
            pool.Dispose();
        }

        _telemetry.Dispose();
    }

    private IJobModel Load(string name, CarouselModelOptions options)
    {
        IJobModel model = _models.Load(options.File, options.Threads);
        if (options.Tasks.Count > 0 && !options.Tasks.Contains(model.Task))
        {
            model.Dispose();
            throw new ModelFileException(
                $"{options.File}: this is a model for '{model.Task}', but '{name}' is added for "
                + $"'{string.Join("' or '", options.Tasks)}'.");
        }

        LogLoaded(name, model.Task, model.Summary.Parameters, options.File);
        return model;
    }

    [LoggerMessage(
        EventId = 1, Level = LogLevel.Information,
        Message = "Loaded the model {Name} for {Task}, {Parameters} parameters, from {File}")]
    private partial void LogLoaded(string name, string task, long parameters, string file);
}
