// A model in a .NET host: trained with a logger, leased from the container, answering rows as they come: HostedModel
// [folder]
using System.Globalization;
using Carousel.Data;
using Carousel.Extensions.Models;
using Carousel.Extensions.Streaming;
using Carousel.Extensions.Training;
using Carousel.Forecasting;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string folder = args.ElementAtOrDefault(0) ?? ".";
string file = Path.Combine(folder, "sales.safetensors");

using ILoggerFactory logging = LoggerFactory.Create(
    builder => builder.AddSimpleConsole(options => options.SingleLine = true));
ForecastPlan plan = ForecastPlan.Make(
    Sales.History(),
    new ForecastOptions { Horizon = 7, Ensemble = 1, Fit = new FitOptions { Hidden = 16, Epochs = 5 } });

#region train
var run = new FitRun { Observers = [new LoggingObserver(logging.CreateLogger("training"))] };
await using (FitSession fit = plan.BeginFit(run))
{
    await foreach (TrainingProgress progress in fit.ReadProgressAsync())
    {
        if (progress.Ended is { } epoch)
        {
            Console.WriteLine(
                $"epoch {epoch.Epoch} of {progress.Epochs}: {epoch.TrainingLoss:F4}, {progress.Left.TotalSeconds:F0} s "
                + $"left");
        }
    }

    using IFitted trained = await fit.Fitted;
    trained.Model.Save(file);
}
#endregion

#region host
HostApplicationBuilder builder = Host.CreateApplicationBuilder();
builder.Configuration.AddInMemoryCollection([           // as appsettings.json would contain it
    new("Carousel:Models:sales:Instances", "2"),
    new("Carousel:LoadAtStart", "true"),
]);
builder.Services.AddCarousel(builder.Configuration.GetSection("Carousel")).AddForecaster("sales", file);
builder.Services.AddHostedService<Forecasts>();
using IHost host = builder.Build();
await host.RunAsync();
#endregion

#region worker
internal sealed class Forecasts(
    [FromKeyedServices("sales")] HostedModel<Forecaster> sales, ICarouselModels models, IHostApplicationLifetime host)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Forecast week = await sales.AskAsync(model => model.Predict(Sales.History()), stoppingToken);
        Console.WriteLine($"in seven days: {week.Quantiles.MedianOf(window: 0, step: 6, target: 0):F0}");

        // A stream keeps its instance until it ends.
        using ModelLease lease = await models.LeaseAsync("sales", stoppingToken);
        using var stream = new ForecastStream(lease.As<Forecaster>(), new ForecastStreamOptions { Steps = 1 });
        stream.Begin(Sales.History());
        await foreach (IStreamAnswer answer in stream.AnswerAsync(Sales.ByDayAsync(), stoppingToken))
        {
            Console.WriteLine($"tomorrow: {answer.ToCsv()}");
        }

        host.StopApplication();
    }
}
#endregion

/// <summary>What was sold by day.</summary>
internal static class Sales
{
    private const int Known = 240;

    public static SeriesSet History() => SeriesReader.ReadCsv(
        new StringReader(string.Join('\n', Enumerable.Range(0, Known).Select(Row).Prepend("date,sales"))), "sales",
        new ReadOptions { Targets = ["sales"] });

    /// <summary>A day at a time, as a queue or a sensor would give them.</summary>
    public static async IAsyncEnumerable<string> ByDayAsync()
    {
        yield return "date,sales";
        for (int day = Known; day < Known + 30; day++)
        {
            await Task.Yield();
            yield return Row(day);
        }
    }

    private static string Row(int day) =>
        $"{new DateTime(2025, 1, 1).AddDays(day):yyyy-MM-dd},{100 + (day / 4) + (day % 7 < 5 ? 20 : -30)}";
}
