using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Carousel.Interchange.Networks;
using Carousel.Tensors;

namespace Carousel.Interchange.Web;

/// <summary>
/// The weights of a page in one run of bytes, little-endian; equal ones, such as those of tied layers, are stored once.
/// </summary>
internal sealed class WebWeights(WebPrecision precision)
{
    private const int Alignment = 4;

    private readonly List<byte> _bytes = [];
    private readonly Dictionary<string, int> _places = [];

    /// <summary>All weights that were written so far.</summary>
    public string Base64 => Convert.ToBase64String(CollectionsMarshal.AsSpan(_bytes));

    /// <summary>Writes where the weights of a stage stand.</summary>
    public void Write(Utf8JsonWriter json, Stage stage)
    {
        json.WriteStartObject("weights");
        switch (stage)
        {
            case EmbeddingStage embedding:
                Write(json, "table", embedding.Table);
                break;
            case RecurrentStage recurrent:
                Write(json, "w", recurrent.W);
                Write(json, "r", recurrent.R);
                Write(json, "b", recurrent.Bias);
                if (recurrent.ResetBias is { } reset)
                {
                    Write(json, "q", reset);
                }

                break;
            case DenseStage dense:
                Write(json, "w", dense.Weight);
                Write(json, "b", dense.Bias);
                break;
            default:
                break;
        }

        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, string name, WeightMatrix matrix)
    {
        json.WriteStartObject(name);
        json.WriteNumber("rows", matrix.Rows);
        json.WriteNumber("columns", matrix.Columns);
        if (precision == WebPrecision.Bytes)
        {
            QuantizedMatrix bytes = matrix.InBytes;
            json.WriteNumber("at", Add(MemoryMarshal.AsBytes<sbyte>(bytes.Values.Span)));
            json.WriteNumber("scales", Add(MemoryMarshal.AsBytes<float>(bytes.Scales.Span)));
        }
        else
        {
            json.WriteNumber("at", Add(MemoryMarshal.AsBytes<float>(matrix.Values)));
        }

        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, string name, float[] values)
    {
        json.WriteStartObject(name);
        json.WriteNumber("at", Add(MemoryMarshal.AsBytes<float>(values)));
        json.WriteNumber("length", values.Length);
        json.WriteEndObject();
    }

    private int Add(ReadOnlySpan<byte> bytes)
    {
        string hash = Convert.ToBase64String(SHA256.HashData(bytes));
        if (!_places.TryGetValue(hash, out int place))
        {
            _places[hash] = place = _bytes.Count;
            _bytes.AddRange(bytes);
            _bytes.AddRange(new byte[(Alignment - (_bytes.Count % Alignment)) % Alignment]);
        }

        return place;
    }
}
