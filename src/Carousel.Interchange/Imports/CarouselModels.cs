using Carousel.Interchange.Onnx;
using Carousel.Interchange.Tensors;
using Carousel.Storage;

namespace Carousel.Interchange.Imports;

/// <summary>Tells models of Carousel from files of other programs.</summary>
internal static class CarouselModels
{
    private const string VersionKey = "carousel";

    /// <summary>Whether a file is a model of Carousel, by its texts.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Whether it is; false if the file can't be read as tensors.</returns>
    /// <exception cref="ModelFileException">The file is missing, or can't be read at all.</exception>
    public static bool Is(string path) => !OnnxModel.Is(path) && ForeignTensors.TextsOf(path).ContainsKey(VersionKey);
}
