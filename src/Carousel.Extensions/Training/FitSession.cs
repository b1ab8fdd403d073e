using System.Threading.Channels;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Extensions.Training;

/// <summary>
/// A training that runs: its progress as an asynchronous stream, its model in the end. Disposing it stops the training.
/// </summary>
public sealed class FitSession : IAsyncDisposable
{
    private readonly Channel<TrainingProgress> _progress = Channel.CreateUnbounded<TrainingProgress>(
        new UnboundedChannelOptions { SingleWriter = true });
    private readonly CancellationTokenSource _stop;
    private bool _isDisposed;

    internal FitSession(IJobPlan plan, FitRun run, CancellationToken cancellation)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var observer = new ProgressObserver(new Writer(_progress.Writer));
        Fitted = FitAsync(plan, run with { Observers = [observer, .. run.Observers] });
    }

    /// <summary>
    /// The trained model, owned by the caller. After a cancellation it is the best model so far, and its summary
    /// reports the cancellation.
    /// </summary>
    public Task<IFitted> Fitted { get; }

    /// <summary>
    /// How it goes, each report once, also for one who begins to read late; it ends with the training, with its
    /// exception where it failed.
    /// </summary>
    /// <param name="cancellation">Ends the reading, not the training.</param>
    /// <returns>The reports, in order.</returns>
    public IAsyncEnumerable<TrainingProgress> ReadProgressAsync(CancellationToken cancellation = default) =>
        _progress.Reader.ReadAllAsync(cancellation);

    /// <summary>
    /// Ends the training after the present step; <see cref="Fitted"/> then gives the best model so far. Does nothing to
    /// a session that was disposed.
    /// </summary>
    public void Stop()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The training is over: a button may be pressed while the session is being disposed.
        }
    }

    /// <summary>
    /// Stops the training and waits for its end; a second call only waits. The caller also owns a result that it did
    /// not await by <see cref="Fitted"/>.
    /// </summary>
    /// <returns>When it has ended.</returns>
    public async ValueTask DisposeAsync()
    {
        bool isFirst = !Interlocked.Exchange(ref _isDisposed, true);
        if (isFirst)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
        }

        // An awaiting caller receives the exception there.
        await ((Task)Fitted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (isFirst)
        {
            _stop.Dispose();
        }
    }

    private async Task<IFitted> FitAsync(IJobPlan plan, FitRun run)
    {
        try
        {
            // A plan may do some of its work before it first awaits.
            IFitted fitted = await Task.Run(() => plan.FitAsync(run, _stop.Token)).ConfigureAwait(false);
            _progress.Writer.Complete();
            return fitted;
        }
        catch (Exception exception)
        {
            _progress.Writer.Complete(exception);
            throw;
        }
    }

    // Unlike Progress<T> it keeps the order: nothing is posted.
    private sealed class Writer(ChannelWriter<TrainingProgress> writer) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => writer.TryWrite(value);
    }
}
