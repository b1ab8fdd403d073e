using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Carousel.Interchange.Tests.Onnx;

/// <summary>Runs models in ONNX Runtime, on one thread.</summary>
internal static class OnnxRuntime
{
    /// <summary>Runs a file.</summary>
    /// <param name="model">The file's bytes.</param>
    /// <param name="inputs">Its inputs by name.</param>
    /// <returns>Its outputs by name.</returns>
    /// <exception cref="OnnxRuntimeException">The runtime refuses the model or its inputs.</exception>
    public static IReadOnlyDictionary<string, OnnxRuntimeTensor> Run(
        ReadOnlyMemory<byte> model, IReadOnlyDictionary<string, OnnxRuntimeTensor> inputs)
    {
        using var session = new InferenceSession(model.ToArray(), Options());
        return Run(session, inputs);
    }

    /// <summary>Runs a file of the disk, whose inputs depend on its declared inputs.</summary>
    /// <param name="path">The file.</param>
    /// <param name="input">Gives an input by its name and sizes; a size is 0 where any fits.</param>
    /// <returns>Its outputs by name.</returns>
    public static IReadOnlyDictionary<string, OnnxRuntimeTensor> Run(
        string path, Func<string, int[], OnnxRuntimeTensor> input)
    {
        using var session = new InferenceSession(path, Options());
        return Run(
            session,
            session.InputMetadata.ToDictionary(
                i => i.Key, i => input(i.Key, [.. i.Value.Dimensions.Select(d => Math.Max(d, 0))])));
    }

    private static SessionOptions Options() => new()
    {
        IntraOpNumThreads = 1,
        InterOpNumThreads = 1,
        LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
    };

    private static Dictionary<string, OnnxRuntimeTensor> Run(
        InferenceSession session, IReadOnlyDictionary<string, OnnxRuntimeTensor> inputs)
    {
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> outputs = session.Run(
            [.. inputs.Select(i => Value(i.Key, i.Value))]);
        return outputs.ToDictionary(o => o.Name, Tensor);
    }

    private static NamedOnnxValue Value(string name, OnnxRuntimeTensor tensor) => tensor.Type switch
    {
        "int64" => Value(name, tensor, v => (long)v),
        "int32" => Value(name, tensor, v => (int)v),
        "uint8" => Value(name, tensor, v => (byte)v),
        "bool" => Value(name, tensor, v => v != 0),
        "float16" => Value(name, tensor, v => (Float16)(float)v),
        "float32" => Value(name, tensor, v => (float)v),
        _ => throw new NotSupportedException(tensor.Type),
    };

    private static NamedOnnxValue Value<T>(string name, OnnxRuntimeTensor tensor, Func<double, T> from) =>
        NamedOnnxValue.CreateFromTensor(
            name, new DenseTensor<T>(tensor.Data.Select(from).ToArray(), tensor.Dims));

    private static OnnxRuntimeTensor Tensor(DisposableNamedOnnxValue value) => value.ElementType switch
    {
        TensorElementType.Float => Tensor<float>(value, "float32", v => v),
        TensorElementType.Float16 => Tensor<Float16>(value, "float16", v => (double)(float)v),
        TensorElementType.Int64 => Tensor<long>(value, "int64", v => v),
        TensorElementType.Int32 => Tensor<int>(value, "int32", v => v),
        TensorElementType.Bool => Tensor<bool>(value, "bool", v => v ? 1 : 0),
        _ => throw new NotSupportedException(value.ElementType.ToString()),
    };

    private static OnnxRuntimeTensor Tensor<T>(DisposableNamedOnnxValue value, string type, Func<T, double> to)
    {
        Tensor<T> tensor = value.AsTensor<T>();
        return new OnnxRuntimeTensor(type, tensor.Dimensions.ToArray(), [.. tensor.ToArray().Select(to)]);
    }
}

/// <summary>A tensor on its way to ONNX Runtime or from there.</summary>
/// <param name="Type">Such as <c>float32</c> or <c>int64</c>.</param>
/// <param name="Dims">Its sizes.</param>
/// <param name="Data">Its values, row-major; bool as 0 and 1.</param>
internal sealed record OnnxRuntimeTensor(string Type, int[] Dims, double[] Data);
