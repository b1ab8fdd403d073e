using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Carousel.Extensions.Models;

/// <summary>
/// Activities and durations of what models do, named by OpenTelemetry's conventions for clients of databases:
/// <c>carousel.operation.duration</c> and <c>carousel.instance.wait_time</c>, in seconds.
/// </summary>
internal sealed class ModelTelemetry : IDisposable
{
    /// <summary>The name under which a listener finds the meter and the activities.</summary>
    public const string Name = "Carousel.Extensions";

    /// <summary>Operations.</summary>
    public const string Load = "load", Predict = "predict";

    private const string ModelKey = "carousel.model.name", OperationKey = "carousel.operation.name",
        ErrorKey = "error.type";

    private static readonly ActivitySource _source = new(Name);

    private static readonly InstrumentAdvice<double> _seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
    };

    private readonly Meter _meter;
    private readonly Histogram<double> _operations, _waits;

    /// <summary>A meter.</summary>
    /// <param name="factory">Makes it; null without one.</param>
    public ModelTelemetry(IMeterFactory? factory)
    {
        _meter = factory?.Create(Name) ?? new Meter(Name);
        _operations = _meter.CreateHistogram(
            "carousel.operation.duration", "s", "Duration of loading or asking a model.", null, _seconds);
        _waits = _meter.CreateHistogram(
            "carousel.instance.wait_time", "s", "Time until an instance of a model was free.", null, _seconds);
    }

    /// <summary>A caller has an instance.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="begun">When it began to wait, a <see cref="Stopwatch"/>'s time stamp.</param>
    public void Waited(string model, long begun) =>
        _waits.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, new KeyValuePair<string, object?>(ModelKey, model));

    /// <summary>Does something with a model, as an activity with a duration.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <param name="operation">What is done.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="work">Does it.</param>
    /// <returns>The result.</returns>
    public T Measure<T>(string operation, string model, Func<T> work)
    {
        var tags = new TagList { { OperationKey, operation }, { ModelKey, model } };
        using Activity? activity = _source.StartActivity(
            ActivityKind.Internal, tags: tags, name: $"{operation} {model}");
        long begun = Stopwatch.GetTimestamp();
        try
        {
            return work();
        }
        catch (Exception exception)
        {
            tags.Add(ErrorKey, exception.GetType().FullName);
            activity?.SetTag(ErrorKey, exception.GetType().FullName).AddException(exception)
                .SetStatus(ActivityStatusCode.Error, exception.Message);
            throw;
        }
        finally
        {
            _operations.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, tags);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
