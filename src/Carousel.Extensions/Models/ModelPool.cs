using System.Collections.Concurrent;
using Carousel.Tasks.Jobs;

namespace Carousel.Extensions.Models;

/// <summary>The instances of one model: loaded when they are first needed, lent to one caller at a time, kept for the next.</summary>
/// <param name="name">What the application calls it.</param>
/// <param name="instances">How many there may be.</param>
/// <param name="load">Makes another one.</param>
internal sealed class ModelPool(string name, int instances, Func<IJobModel> load) : IDisposable
{
    private readonly SemaphoreSlim _free = new(instances, instances);
    private readonly ConcurrentBag<IJobModel> _idle = [];
    private volatile bool _isDisposed;

    /// <summary>Takes an instance, waiting where all are taken.</summary>
    /// <param name="cancellation">Ends the waiting.</param>
    public async ValueTask<ModelLease> LeaseAsync(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(ICarouselModels));
        await _free.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(ICarouselModels));
            if (!_idle.TryTake(out IJobModel? model))
            {
                model = await Task.Run(load, cancellation).ConfigureAwait(false);
            }

            return new ModelLease(this, name, model);
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    /// <summary>Takes an instance back; after the pool's end it is freed.</summary>
    /// <param name="model">What was lent.</param>
    public void Return(IJobModel model)
    {
        _idle.Add(model);
        if (_isDisposed)
        {
            FreeIdle();
        }

        _free.Release();
    }

    /// <summary>Frees the instances that nobody has; those that are lent are freed when they come back.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        FreeIdle();
    }

    private void FreeIdle()
    {
        while (_idle.TryTake(out IJobModel? model))
        {
            model.Dispose();
        }
    }
}
