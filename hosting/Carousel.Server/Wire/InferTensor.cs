using System.Buffers;
using System.Text.Json;
using Carousel.Server.Engine;
using Carousel.Server.Models;

namespace Carousel.Server.Wire;

/// <summary>The tensor of a request of the Open Inference Protocol: first where it is, then what it holds.</summary>
/// <param name="model">The model that reads it.</param>
internal sealed class InferTensor(ServedModel model)
{
    // 32 MiB, as much as a request may have.
    private const int MostAnswerValues = 8 << 20, MostAxes = 8;

    private readonly List<long> _sizes = [];
    private TensorKind? _kind;
    private long _dataFirst = -1, _dataLength, _bytes = -1;

    /// <summary>Bytes after the JSON.</summary>
    public long Bytes => Math.Max(_bytes, 0);

    /// <summary>Reads a property of the tensor; what it holds is left for later.</summary>
    /// <param name="json">The reader, at its value; on return at the end of it.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="RequestException">It is something else.</exception>
    public void Read(ref Utf8JsonReader json, string name)
    {
        switch (name)
        {
            case "name":
                InferParts.RequireName(ref json, InferRequest.Input, "input");
                break;
            case "datatype":
                string word = InferParts.Text(ref json, "datatype");
                _kind = Enum.TryParse(word, out TensorKind kind) && kind.ToString() == word
                    && kind == TensorKind.BYTES == model.IsJob
                    ? kind
                    : throw new RequestException(
                        400,
                        model.IsJob
                            ? $"The rows of '{model.Name}' must be BYTES: texts."
                            : $"The rows of '{model.Name}' must be FP32, FP64, INT32 or INT64.");
                break;
            case "shape":
                ReadShape(ref json);
                break;
            case "parameters":
                InferParts.ReadObject(ref json, "parameters", ReadInputParameter);
                break;
            case "data":
                if (json.TokenType != JsonTokenType.StartArray)
                {
                    throw new RequestException(400, "\"data\" must be an array.");
                }

                _dataFirst = json.TokenStartIndex;
                json.Skip();
                _dataLength = json.BytesConsumed - _dataFirst;
                break;
            default:
                UniqueNames.Skip(ref json);
                break;
        }
    }

    private void ReadInputParameter(ref Utf8JsonReader json, string name)
    {
        switch (name)
        {
            case "binary_data_size":
                _bytes = json.TokenType == JsonTokenType.Number && json.TryGetInt64(out long size) && size >= 0
                    ? size
                    : throw new RequestException(400, "\"binary_data_size\" must be a number of bytes.");
                break;
            case "shared_memory_region":
                throw new RequestException(400, "The server shares no memory with its callers: send the data.");
            default:
                UniqueNames.Skip(ref json);
                break;
        }
    }

    private void ReadShape(ref Utf8JsonReader json)
    {
        _sizes.Clear();
        if (json.TokenType == JsonTokenType.StartArray)
        {
            while (json.Read() && json.TokenType == JsonTokenType.Number && json.TryGetInt64(out long size)
                && _sizes.Count < MostAxes)
            {
                _sizes.Add(size);
            }
        }

        if (json.TokenType != JsonTokenType.EndArray)
        {
            throw new RequestException(400, "\"shape\" must be an array of one to three whole numbers.");
        }
    }

    /// <summary>Reads what the tensor holds.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="bytes">The bytes after it.</param>
    /// <param name="request">Takes the shape and the values.</param>
    /// <exception cref="RequestException">It does not fit.</exception>
    public void Fill(in ReadOnlySequence<byte> text, in ReadOnlySequence<byte> bytes, InferRequest request)
    {
        if (_kind is not { } kind)
        {
            throw new RequestException(
                400, $"\"inputs\" must hold one tensor with name \"{InferRequest.Input}\", shape, datatype and data.");
        }

        if (_bytes < 0 == _dataFirst < 0)
        {
            throw new RequestException(400, "A tensor has either \"data\" or \"binary_data_size\".");
        }

        TensorShape shape = ShapeOf(isSequence: request.Sequence is not null);
        request.Shape = shape;
        if (model.IsJob)
        {
            request.Rows = new ReadOnlyMemory<byte>[shape.Rows];
        }
        else
        {
            request.Values = new float[shape.Rows * model.InputSize];
        }

        if (_bytes < 0)
        {
            var data = new Utf8JsonReader(text.Slice(_dataFirst, _dataLength));
            data.Read();
            if (model.IsJob)
            {
                TensorText.Read(ref data, request.Rows);
            }
            else
            {
                TensorNumbers.Read(ref data, kind, request.Values);
            }
        }
        else if (model.IsJob)
        {
            TensorText.Read(bytes, request.Rows);
        }
        else
        {
            TensorNumbers.Read(bytes, kind, request.Values);
        }

        RequireSymbols(request.Values);
    }

    private TensorShape ShapeOf(bool isSequence)
    {
        // A value takes two bytes at least: a larger number of rows cannot be in the text, so no room is made for it.
        int width = Math.Max(1, model.InputSize), outputs = Math.Max(1, model.OutputSize);
        int most = Math.Min(isSequence ? StepCall.MostRows : WholeSequences.MostRows, MostAnswerValues / outputs);
        var shape = TensorShape.Of([.. _sizes], model.InputSize, Math.Max(1, most));
        if ((long)shape.Rows * width > Math.Max(_dataLength, _bytes))
        {
            throw new RequestException(400, $"The tensor has fewer values than its shape of {shape.Rows} rows needs.");
        }

        return !isSequence || shape.Sequences == 1
            ? shape
            : throw new RequestException(
                400, "One sequence has one shape [T, I]: the first number of [B, T, I] must be 1.");
    }

    private void RequireSymbols(float[] values)
    {
        int wrong = model.Symbols == 0
            ? -1
            : Array.FindIndex(
                values, v => !(v >= 0 && v < model.Symbols && v == MathF.Truncate(v)));
        if (wrong >= 0)
        {
            throw new RequestException(
                400, $"Row {wrong + 1} has {values[wrong]}, but a symbol is a whole number 0 to "
                    + $"{model.Symbols - 1}.");
        }
    }
}
