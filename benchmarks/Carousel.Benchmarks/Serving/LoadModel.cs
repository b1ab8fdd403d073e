using Carousel.Autograd;
using Carousel.Layers;

namespace Carousel.Benchmarks.Serving;

/// <summary>The small network that is served where no server is given.</summary>
internal static class LoadModel
{
    /// <summary>Values of a row.</summary>
    public const int Width = 8;

    /// <summary>Its name at the server.</summary>
    public const string Name = "lstm64";

    private const int Units = 64, Outputs = 1;
    private const ulong Seed = 1;

    /// <summary>Writes it into a folder of models.</summary>
    /// <param name="folder">The folder; its own is made in it.</param>
    public static void Write(string folder)
    {
        using var backend = new CpuBackend(threads: 1);
        var network = new Stack(new Lstm(Width, Units), new Dense(Units, Outputs));
        network.Build(backend, Seed);
        network.Save(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, Name)).FullName, "model.safetensors"));
    }
}
