using Carousel.Interchange.Onnx;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx;

/// <summary>Asks ONNX Runtime what made models give.</summary>
internal static class LiveOnnxRuntime
{
    /// <summary>Runs models, all in one process.</summary>
    public static IReadOnlyList<OnnxRuntimeAnswer> Ask(IReadOnlyList<(MadeOnnx Made, IReadOnlyDictionary<string, OnnxTensor> Inputs)> cases)
    {
        string folder = Directory.CreateTempSubdirectory("carousel-live-").FullName;
        try
        {
            return OnnxRuntime.Run([.. cases.Select((c, i) =>
            {
                string path = Path.Combine(folder, $"{i}.onnx");
                File.WriteAllBytes(path, c.Made.Bytes());
                return new OnnxRuntimeCase(path, c.Inputs.ToDictionary(p => p.Key, p => new OnnxRuntimeTensor(p.Value.Type.Name(), p.Value.Dims.ToArray(), p.Value.ToDoubles())));
            })]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
