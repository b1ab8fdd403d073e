using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Carousel.Data;
using Carousel.Extensions.Models;
using Carousel.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Carousel.Extensions.Tests.Models;

/// <summary>Loading and asking are activities and durations, with the conventional names.</summary>
public sealed class ModelTelemetryTests(ModelFile file) : IClassFixture<ModelFile>
{
    [Fact]
    public async Task Questions_AreActivitiesAndDurations()
    {
        // Other tests run at the same time: the name is only of this one.
        string name = $"whale {Guid.NewGuid():N}";
        var activities = new ConcurrentQueue<Activity>();
        using var activityListener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Carousel.Extensions",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activities.Enqueue,
        };
        ActivitySource.AddActivityListener(activityListener);
        var figures = new ConcurrentQueue<(string Name, string? Unit, double Value, string Tags)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, meters) =>
            {
                if (instrument.Meter.Name == "Carousel.Extensions")
                {
                    meters.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => figures.Enqueue((
            instrument.Name, instrument.Unit, value,
            string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")))));
        listener.Start();
        await using ServiceProvider services = new ServiceCollection().AddCarousel().AddModel(name, file.Path)
            .Services.BuildServiceProvider();
        var models = services.GetRequiredService<ICarouselModels>();

        await models.AskAsync<IJobModel, string>(name, model => model.Task, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<DataFormatException>(() => models.AskAsync<IJobModel, string>(
            name, _ => throw new DataFormatException("The data are wrong."), TestContext.Current.CancellationToken));

        Activity[] seen = [.. activities.Where(a => a.DisplayName.EndsWith(name, StringComparison.Ordinal))];
        Assert.Equal(
            [$"load {name}", $"predict {name}", $"predict {name}"], seen.Select(activity => activity.DisplayName));
        Assert.All(seen, activity => Assert.Equal(name, activity.GetTagItem("carousel.model.name")));
        Assert.Equal((ActivityStatusCode.Error, "The data are wrong."), (seen[2].Status, seen[2].StatusDescription));
        Assert.Equal("Carousel.Data.DataFormatException", seen[2].GetTagItem("error.type"));

        Assert.Equal(
            [
                $"carousel.instance.wait_time s carousel.model.name={name}",
                $"carousel.operation.duration s carousel.operation.name=load carousel.model.name={name}",
                $"carousel.operation.duration s carousel.operation.name=predict carousel.model.name={name}",
                $"carousel.instance.wait_time s carousel.model.name={name}",
                $"carousel.operation.duration s carousel.operation.name=predict carousel.model.name={name} "
                    + "error.type=Carousel.Data.DataFormatException",
            ],
            figures.Where(f => f.Tags.Contains(name, StringComparison.Ordinal))
                .Select(f => $"{f.Name} {f.Unit} {f.Tags}"));
        Assert.All(figures, figure => Assert.True(figure.Value >= 0));
    }
}
