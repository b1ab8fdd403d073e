using Carousel.Extensions.Training;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Training;
using Microsoft.Extensions.Logging;

namespace Carousel.Extensions.Tests.Training;

/// <summary>Trainings as progress, as an asynchronous stream and as a log.</summary>
public sealed class FitSessionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Progress_ComesInOrderAndEndsWithTheTraining()
    {
        await using FitSession fit = TinyModel.Plan().BeginFit(cancellation: Cancellation);
        var seen = new List<TrainingProgress>();
        await foreach (TrainingProgress progress in fit.ReadProgressAsync(Cancellation))
        {
            seen.Add(progress);
        }

        using IJobModel model = (await fit.Fitted).Model;
        Assert.Equal(StopReason.Completed, model.Summary.Reason);
        Assert.Equal(
            Enumerable.Range(1, (int)model.Summary.Steps).Select(step => (long)step),
            seen.Where(p => p.Ended is null).Select(p => p.Step));
        Assert.Equal(model.Summary.History, seen.Where(p => p.Ended is not null).Select(p => p.Ended!.Value));
        Assert.Equal(1, seen[^1].Share);
    }

    [Fact]
    public async Task Stop_GivesTheBestModelSoFar()
    {
        await using FitSession fit = TinyModel.Plan(epochs: 10_000).BeginFit(cancellation: Cancellation);
        await foreach (TrainingProgress progress in fit.ReadProgressAsync(Cancellation))
        {
            if (progress.Ended is { Epoch: 2 })
            {
                fit.Stop();
            }
        }

        using IJobModel model = (await fit.Fitted).Model;
        Assert.Equal(StopReason.Canceled, model.Summary.Reason);
        Assert.True(model.Summary.BestEpoch >= 1);
    }

    [Fact]
    public async Task Dispose_StopsATrainingThatNobodyReads()
    {
        FitSession fit = TinyModel.Plan(epochs: 10_000).BeginFit(cancellation: Cancellation);
        await fit.DisposeAsync();
        Assert.True(fit.Fitted.IsCompleted);
        (await fit.Fitted).Dispose();
    }

    [Fact]
    public async Task Dispose_MayComeTwice_AndStopBehindIt()
    {
        FitSession fit = TinyModel.Plan(epochs: 10_000).BeginFit(cancellation: Cancellation);
        await Task.WhenAll(fit.DisposeAsync().AsTask(), fit.DisposeAsync().AsTask());
        await fit.DisposeAsync();
        fit.Stop();
        using IJobModel model = (await fit.Fitted).Model;
        Assert.Equal(StopReason.Canceled, model.Summary.Reason);
    }

    [Fact]
    public async Task Failure_EndsTheProgressAndTheModel()
    {
        var run = new FitRun { Observers = [new Failing()] };
        await using FitSession fit = TinyModel.Plan().BeginFit(run, Cancellation);
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (TrainingProgress progress in fit.ReadProgressAsync(Cancellation))
            {
                Assert.Null(progress.Ended);
            }
        });
        await Assert.ThrowsAsync<InvalidOperationException>(() => fit.Fitted);
    }

    [Fact]
    public async Task Progress_IsToldToAnIProgress()
    {
        var seen = new Kept();
        using IJobModel model = (await TinyModel.Plan().FitAsync(seen, cancellation: Cancellation)).Model;
        Assert.Equal(model.Summary.Steps + 2, seen.Reports.Count);
    }

    [Fact]
    public async Task Logger_IsToldOfTheTraining()
    {
        var logger = new KeptLog();
        var run = new FitRun { Observers = [new LoggingObserver(logger)] };
        using IJobModel model = (await TinyModel.Plan().FitAsync(run, Cancellation)).Model;

        Assert.Equal([10, 13, 13, 14], logger.Lines.Where(l => l.Level == LogLevel.Information).Select(l => l.Id));
        Assert.Equal(model.Summary.Steps, logger.Lines.Count(l => l.Level == LogLevel.Trace));
        Assert.Matches("^Training of [0-9]+ parameters begins: at most 2 epochs, [0-9]+ steps$", logger.Lines[0].Text);
        Assert.StartsWith("Training ended (Completed) after 2 epochs", logger.Lines[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logger_IsWarned_WhenTheTrainingIsCanceled()
    {
        var logger = new KeptLog();
        using var stop = new CancellationTokenSource();
        logger.Told = id => (id == 13 ? stop : null)?.Cancel();
        using IJobModel model = (await TinyModel.Plan(epochs: 100)
            .FitAsync(new FitRun { Observers = [new LoggingObserver(logger)] }, stop.Token)).Model;
        Assert.Equal((LogLevel.Warning, 15), (logger.Lines[^1].Level, logger.Lines[^1].Id));
    }

    private sealed class Kept : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> Reports { get; } = [];

        public void Report(TrainingProgress value) => Reports.Add(value);
    }

    private sealed class Failing : ITrainingObserver
    {
        public void OnStep(in StepReport report)
        {
            if (report.Step == 3)
            {
                throw new InvalidOperationException("third step");
            }
        }
    }

    private sealed class KeptLog : ILogger
    {
        public List<(LogLevel Level, int Id, string Text)> Lines { get; } = [];

        public Action<int>? Told { get; set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            Lines.Add((logLevel, eventId.Id, formatter(state, exception)));
            Told?.Invoke(eventId.Id);
        }
    }
}
