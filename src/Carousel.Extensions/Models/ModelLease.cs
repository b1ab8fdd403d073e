using Carousel.Jobs;

namespace Carousel.Extensions.Models;

/// <summary>An instance of a model that one caller has to itself until the lease is disposed.</summary>
public sealed class ModelLease : IDisposable
{
    private ModelPool? _pool;

    internal ModelLease(ModelPool pool, string name, IJobModel model) => (_pool, Name, Held) = (pool, name, model);

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>The model. Not to be disposed, and not to be used after the lease.</summary>
    /// <exception cref="ObjectDisposedException">The lease is over.</exception>
    public IJobModel Model
    {
        get
        {
            ObjectDisposedException.ThrowIf(_pool is null, this);
            return Held;
        }
    }

    private IJobModel Held { get; }

    /// <summary>The model as one of its job.</summary>
    /// <typeparam name="TModel">Such as <see cref="Carousel.Classification.Classifier"/>.</typeparam>
    /// <returns>The model.</returns>
    /// <exception cref="InvalidOperationException">It is for another job.</exception>
    /// <exception cref="ObjectDisposedException">The lease is over.</exception>
    public TModel As<TModel>()
        where TModel : class, IJobModel =>
        Model as TModel
            ?? throw new InvalidOperationException(
                $"The model '{Name}' is a {Held.GetType().Name} for '{Held.Task}', not a {typeof(TModel).Name}.");

    /// <summary>Gives the instance back. A second call does nothing.</summary>
    public void Dispose() => Interlocked.Exchange(ref _pool, null)?.Return(Held);
}
