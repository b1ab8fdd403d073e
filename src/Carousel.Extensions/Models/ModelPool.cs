using System.Collections.Concurrent;
using System.Diagnostics;
using Carousel.Jobs;

namespace Carousel.Extensions.Models;

/// <summary>
/// The instances of one model: loaded when they are first needed, lent to one caller at a time, kept for the next.
/// </summary>
/// <param name="name">What the application calls it.</param>
/// <param name="instances">How many there may be.</param>
/// <param name="telemetry">Counts how long callers wait.</param>
/// <param name="load">Makes another one.</param>
internal sealed class ModelPool(string name, int instances, ModelTelemetry telemetry, Func<IJobModel> load)
    : IDisposable
{
    // None is disposed: leases come back after the pool's end. Without a wait handle or a timer they are only memory.
    private readonly SemaphoreSlim _free = new(instances, instances);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<IJobModel> _idle = [];
    private volatile Exception? _fault;
    private readonly CancellationTokenSource _loaded = new();
    private volatile ModelProfile? _profile;

    /// <summary>Takes an instance, waiting where all are taken.</summary>
    /// <param name="cancellation">Ends the waiting for an instance; a load once begun is waited out.</param>
    /// <exception cref="ObjectDisposedException">The pool has ended, before or while it was waited for.</exception>
    public async ValueTask<ModelLease> LeaseAsync(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_end.IsCancellationRequested, typeof(ICarouselModels));
        long begun = Stopwatch.GetTimestamp();
        await WaitAsync(cancellation).ConfigureAwait(false);
        telemetry.Waited(name, begun);
        return await LendAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Why the model cannot be loaded; an instance is loaded if none is and none is under way.</summary>
    /// <param name="cancellation">Ends the waiting; a load once begun is waited out.</param>
    /// <returns>Null if an instance was loaded or is being loaded.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async ValueTask<Exception?> FaultAsync(CancellationToken cancellation)
    {
        if (_profile is null && _free.Wait(0, cancellation))
        {
            try
            {
                (await LendAsync(cancellation).ConfigureAwait(false)).Dispose();
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                _fault = exception;
            }
        }

        return _profile is null ? _fault : null;
    }

    /// <summary>What the model says about itself; an instance is loaded if none was.</summary>
    /// <param name="cancellation">Ends the waiting; a load once begun is waited out.</param>
    /// <returns>The profile. It does not wait for instances in use.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The pool has ended, before or while it was waited for.</exception>
    public async ValueTask<ModelProfile> ProfileAsync(CancellationToken cancellation)
    {
        // Another caller may load the first instance and keep it: the profile ends the waiting for one.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _loaded.Token);
        try
        {
            if (_profile is null)
            {
                (await LeaseAsync(either.Token).ConfigureAwait(false)).Dispose();
            }
        }
        catch (OperationCanceledException) when (_profile is not null)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        return _profile!;
    }

    /// <summary>Takes an instance back; after the pool's end it is freed.</summary>
    /// <param name="model">What was lent.</param>
    public void Return(IJobModel model)
    {
        _idle.Add(model);
        if (_end.IsCancellationRequested)
        {
            FreeIdle();
        }

        _free.Release();
    }

    /// <summary>
    /// Frees all idle instances and ends all waiting. Instances in use are freed when they come back.
    /// </summary>
    public void Dispose()
    {
        _end.Cancel();
        FreeIdle();
    }

    private async ValueTask WaitAsync(CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _end.Token);
        try
        {
            await _free.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The caller knows its own token, not the linked one.
            cancellation.ThrowIfCancellationRequested();
            throw new ObjectDisposedException(typeof(ICarouselModels).FullName);
        }
    }

    private async Task<ModelLease> LendAsync(CancellationToken cancellation)
    {
        try
        {
            ObjectDisposedException.ThrowIf(_end.IsCancellationRequested, typeof(ICarouselModels));
            if (!_idle.TryTake(out IJobModel? model))
            {
                model = await Task.Run(Load, cancellation).ConfigureAwait(false);
            }

            return new ModelLease(this, name, model);
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    private IJobModel Load()
    {
        IJobModel model = load();
        if (_profile is null)
        {
            _profile = ModelProfile.Of(name, model);
            _loaded.Cancel();
        }

        return model;
    }

    private void FreeIdle()
    {
        while (_idle.TryTake(out IJobModel? model))
        {
            model.Dispose();
        }
    }
}
