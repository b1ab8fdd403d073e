using Carousel.Interchange.Onnx;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx;

/// <summary>Asks ONNX Runtime what made models give.</summary>
internal static class LiveOnnxRuntime
{
    /// <summary>Runs models, all in one process.</summary>
    /// <param name="cases">Models with their inputs.</param>
    /// <param name="repeat">How often each is run again to be timed.</param>
    public static IReadOnlyList<OnnxRuntimeAnswer> Ask(
        IReadOnlyList<(MadeOnnx Made, IReadOnlyDictionary<string, OnnxTensor> Inputs)> cases, int repeat = 0)
    {
        string folder = Directory.CreateTempSubdirectory("carousel-live-").FullName;
        try
        {
            return OnnxRuntime.Run([.. cases.Select((c, i) =>
            {
                string path = Path.Combine(folder, $"{i}.onnx");
                File.WriteAllBytes(path, c.Made.Bytes());
                return new OnnxRuntimeCase(
                    path,
                    c.Inputs.ToDictionary(
                        p => p.Key,
                        p => new OnnxRuntimeTensor(p.Value.Type.Name(), p.Value.Dims.ToArray(), p.Value.ToDoubles())),
                        repeat);
            })]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
