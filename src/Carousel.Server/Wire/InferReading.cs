using System.Buffers;
using System.Text.Json;
using Carousel.Server.Engine;
using Carousel.Server.Models;

namespace Carousel.Server.Wire;

/// <summary>Reads requests of the Open Inference Protocol, with and without the extension for binary data.</summary>
internal sealed class InferReading
{
    private const int MostAxes = 8;

    // 32 MiB, as much as a request may have.
    private const int MostAnswerValues = 8 << 20;

    private readonly InferRequest _request = new();
    private readonly ServedModel _model;
    private readonly List<long> _sizes = [];
    private TensorKind? _kind;
    private long _dataFirst = -1, _dataLength, _bytes = -1;
    private bool _wantsBytes;
    private bool? _outputWantsBytes;

    private InferReading(ServedModel model) => _model = model;

    private delegate void Property(ref Utf8JsonReader json);

    /// <summary>Reads a request.</summary>
    /// <param name="body">JSON, and bytes behind it.</param>
    /// <param name="head">Bytes of the JSON; null for all.</param>
    /// <param name="model">The model that is asked.</param>
    /// <exception cref="RequestException">It is something else.</exception>
    public static InferRequest Read(in ReadOnlySequence<byte> body, long? head, ServedModel model)
    {
        if (head > body.Length)
        {
            throw new RequestException(
                400, $"Inference-Header-Content-Length says {head} bytes, but the body has {body.Length}.");
        }

        ReadOnlySequence<byte> text = body.Slice(0, head ?? body.Length);
        var reading = new InferReading(model);
        try
        {
            StepJson.Read(
                text, (ref Utf8JsonReader json, in ReadOnlySequence<byte> _) => reading.ReadProperty(ref json));
            reading.Finish(text, body.Slice(text.Length));
        }
        catch (InvalidOperationException)
        {
            // Half a pair of UTF-16, or bytes that are none: the reader finds it when the text is looked at.
            throw new RequestException(400, "The body holds text that is no UTF-8.");
        }

        return reading._request;
    }

    private void ReadProperty(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("id"u8))
        {
            json.Read();
            _request.Id = Text(ref json, "id");
        }
        else if (json.ValueTextEquals("parameters"u8))
        {
            json.Read();
            ReadObject(ref json, "parameters", ReadParameter);
        }
        else if (json.ValueTextEquals("inputs"u8))
        {
            json.Read();
            ReadTensors(ref json, "inputs", 1, ReadInput);
        }
        else if (json.ValueTextEquals("outputs"u8))
        {
            json.Read();
            ReadTensors(ref json, "outputs", 0, ReadOutput);
        }
        else
        {
            json.Skip();
        }
    }

    private void ReadParameter(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("sequence_id"u8))
        {
            json.Read();
            string id = json.TokenType == JsonTokenType.Number && json.TryGetUInt64(out ulong number)
                ? number.ToString(provider: null)
                : json.TokenType == JsonTokenType.String
                    ? json.GetString()!
                    : throw new RequestException(400, "\"sequence_id\" must be a text, or a whole number from 0.");

            // As the protocol has it, these two say that there is none.
            _request.Sequence = id is "" or "0" ? null : id;
        }
        else if (json.ValueTextEquals("sequence_start"u8))
        {
            _request.IsStart = Flag(ref json, "sequence_start");
        }
        else if (json.ValueTextEquals("sequence_end"u8))
        {
            _request.IsEnd = Flag(ref json, "sequence_end");
        }
        else if (json.ValueTextEquals("sequence_step"u8))
        {
            json.Read();
            _request.Step = json.TokenType == JsonTokenType.Number && json.TryGetInt64(out long step) && step >= 1
                ? step
                : throw new RequestException(400, "\"sequence_step\" must be the number of a step, from 1.");
        }
        else if (json.ValueTextEquals("binary_data_output"u8))
        {
            _wantsBytes = Flag(ref json, "binary_data_output");
        }
        else
        {
            json.Skip();
        }
    }

    private void ReadInput(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("name"u8))
        {
            json.Read();
            RequireName(ref json, InferRequest.Input, "input");
        }
        else if (json.ValueTextEquals("datatype"u8))
        {
            json.Read();
            string name = Text(ref json, "datatype");
            _kind = Enum.TryParse(name, out TensorKind kind) && kind.ToString() == name
                && kind == TensorKind.BYTES == _model.IsJob
                ? kind
                : throw new RequestException(
                    400,
                    _model.IsJob
                        ? $"The rows of '{_model.Name}' must be BYTES: texts."
                        : $"The rows of '{_model.Name}' must be FP32, FP64, INT32 or INT64.");
        }
        else if (json.ValueTextEquals("shape"u8))
        {
            json.Read();
            ReadShape(ref json);
        }
        else if (json.ValueTextEquals("parameters"u8))
        {
            json.Read();
            ReadObject(ref json, "parameters", ReadInputParameter);
        }
        else if (json.ValueTextEquals("data"u8))
        {
            json.Read();
            if (json.TokenType != JsonTokenType.StartArray)
            {
                throw new RequestException(400, "\"data\" must be an array.");
            }

            _dataFirst = json.TokenStartIndex;
            json.Skip();
            _dataLength = json.BytesConsumed - _dataFirst;
        }
        else
        {
            json.Skip();
        }
    }

    private void ReadInputParameter(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("binary_data_size"u8))
        {
            json.Read();
            _bytes = json.TokenType == JsonTokenType.Number && json.TryGetInt64(out long size) && size >= 0
                ? size
                : throw new RequestException(400, "\"binary_data_size\" must be a number of bytes.");
        }
        else if (json.ValueTextEquals("shared_memory_region"u8))
        {
            throw new RequestException(400, "The server shares no memory with its callers: send the data.");
        }
        else
        {
            json.Skip();
        }
    }

    private void ReadOutput(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("name"u8))
        {
            json.Read();
            RequireName(ref json, InferRequest.Output, "output");
        }
        else if (json.ValueTextEquals("parameters"u8))
        {
            json.Read();
            ReadObject(ref json, "parameters", ReadOutputParameter);
        }
        else
        {
            json.Skip();
        }
    }

    private void ReadOutputParameter(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("binary_data"u8))
        {
            _outputWantsBytes = Flag(ref json, "binary_data");
        }
        else if (json.ValueTextEquals("classification"u8) || json.ValueTextEquals("shared_memory_region"u8))
        {
            throw new RequestException(
                400, $"The server has no extension \"{json.GetString()}\": ask for the whole answers.");
        }
        else
        {
            json.Skip();
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

    private void Finish(in ReadOnlySequence<byte> text, in ReadOnlySequence<byte> bytes)
    {
        if (_kind is not { } kind)
        {
            throw new RequestException(
                400, $"\"inputs\" must hold one tensor with name \"{InferRequest.Input}\", shape, datatype and data.");
        }

        if (_request.Sequence is null && (_request.IsStart || _request.IsEnd || _request.Step > 0))
        {
            throw new RequestException(400, "\"sequence_id\" is missing: it says which sequence.");
        }

        if (_request is { IsStart: true, Step: > 1 })
        {
            throw new RequestException(400, "A sequence starts with step 1.");
        }

        if (Math.Max(_bytes, 0) != bytes.Length)
        {
            throw new RequestException(
                400, $"Behind the JSON are {bytes.Length} bytes, but \"binary_data_size\" says {Math.Max(_bytes, 0)}.");
        }

        if (_bytes < 0 == _dataFirst < 0)
        {
            throw new RequestException(400, "A tensor has either \"data\" or \"binary_data_size\".");
        }

        TensorShape shape = ShapeOf();
        (_request.Shape, _request.WantsBytes) = (shape, _outputWantsBytes ?? _wantsBytes);
        if (_model.IsJob)
        {
            _request.Rows = new ReadOnlyMemory<byte>[shape.Rows];
        }
        else
        {
            _request.Values = new float[shape.Rows * _model.InputSize];
        }

        if (_bytes >= 0)
        {
            ReadBytes(bytes, kind);
        }
        else
        {
            var data = new Utf8JsonReader(text.Slice(_dataFirst, _dataLength));
            data.Read();
            ReadData(ref data, kind);
        }

        RequireSymbols();
    }

    private TensorShape ShapeOf()
    {
        // A value takes two bytes at least: so many rows can't have come, and their room is not to be made.
        int width = Math.Max(1, _model.InputSize), outputs = Math.Max(1, _model.OutputSize);
        int most = _request.Sequence is null
            ? Math.Min(WholeSequences.MostRows, MostAnswerValues / outputs)
            : Math.Min(StepCall.MostRows, MostAnswerValues / outputs);
        var shape = TensorShape.Of([.. _sizes], _model.InputSize, Math.Max(1, most));
        if ((long)shape.Rows * width > Math.Max(_dataLength, _bytes))
        {
            throw new RequestException(400, $"The tensor has fewer values than its shape of {shape.Rows} rows needs.");
        }

        return _request.Sequence is null || shape.Sequences == 1
            ? shape
            : throw new RequestException(400, "One sequence has one shape [T, I]: the first number of [B, T, I] must be 1.");
    }

    private void ReadBytes(in ReadOnlySequence<byte> bytes, TensorKind kind)
    {
        if (_model.IsJob)
        {
            TensorText.Read(bytes, _request.Rows);
        }
        else
        {
            TensorNumbers.Read(bytes, kind, _request.Values);
        }
    }

    private void ReadData(ref Utf8JsonReader data, TensorKind kind)
    {
        if (_model.IsJob)
        {
            TensorText.Read(ref data, _request.Rows);
        }
        else
        {
            TensorNumbers.Read(ref data, kind, _request.Values);
        }
    }

    /// <summary>Sessions look at symbols themselves; what no session has is looked at here.</summary>
    private void RequireSymbols()
    {
        int wrong = _model.Symbols == 0
            ? -1
            : Array.FindIndex(
                _request.Values, v => !(v >= 0 && v < _model.Symbols && v == MathF.Truncate(v)));
        if (wrong >= 0)
        {
            throw new RequestException(
                400, $"Row {wrong + 1} has {_request.Values[wrong]}, but a symbol is a whole number 0 to "
                    + $"{_model.Symbols - 1}.");
        }
    }

    private static void ReadTensors(ref Utf8JsonReader json, string name, int least, Property read)
    {
        bool isArray = json.TokenType == JsonTokenType.StartArray;
        int count = 0;
        while (isArray && json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (++count > 1)
            {
                break;
            }

            ReadObject(ref json, name, read);
        }

        if (!isArray || count < least || count > 1)
        {
            throw new RequestException(400, $"\"{name}\" must be an array of one tensor.");
        }
    }

    private static void ReadObject(ref Utf8JsonReader json, string name, Property read)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new RequestException(400, $"\"{name}\" must hold an object.");
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            read(ref json);
        }
    }

    private static void RequireName(ref Utf8JsonReader json, string name, string kind)
    {
        if (Text(ref json, "name") != name)
        {
            throw new RequestException(400, $"The model has one {kind}, \"{name}\".");
        }
    }

    private static string Text(ref Utf8JsonReader json, string name) =>
        json.TokenType == JsonTokenType.String
            ? json.GetString()!
            : throw new RequestException(400, $"\"{name}\" must be a text.");

    private static bool Flag(ref Utf8JsonReader json, string name)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => throw new RequestException(400, $"\"{name}\" must be true or false."),
        };
    }
}
