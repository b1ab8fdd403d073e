namespace Carousel.Benchmarks.Serving;

/// <summary>A folder for a model and a store, gone with the measurement.</summary>
internal sealed class LoadFolder : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("carousel-load").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
