namespace Carousel.Extensions.Tests;

/// <summary>The file of a small model, made once for the tests of a class.</summary>
public sealed class ModelFile : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel-extensions-").FullName;

    public string Path => System.IO.Path.Combine(_folder, "whale.safetensors");

    public string Missing => System.IO.Path.Combine(_folder, "missing.safetensors");

    public async ValueTask InitializeAsync() => await TinyModel.SaveAsync(Path);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
