using Carousel.Cluster.Stores;

namespace Carousel.Server.Models;

/// <summary>Versions of models by their numbers in the store.</summary>
internal interface IModelSource
{
    /// <summary>A version; loaded from the store where it is not in memory.</summary>
    /// <param name="number">Its number.</param>
    /// <exception cref="StoreException">The store fails, or has no such version.</exception>
    ServedModel Of(int number);

    /// <summary>The version on which new sessions begin.</summary>
    /// <param name="name">The model's name.</param>
    /// <returns>The version; null where none is served under the name any more.</returns>
    ServedModel? Current(string name);
}
