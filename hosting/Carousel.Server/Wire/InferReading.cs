using System.Buffers;
using System.Text.Json;
using Carousel.Server.Models;

namespace Carousel.Server.Wire;

/// <summary>Reads requests of the Open Inference Protocol, with and without the extension for binary data.</summary>
internal sealed class InferReading
{
    private readonly InferRequest _request = new();
    private readonly InferTensor _tensor;
    private readonly UniqueNames _names = new();
    private bool _wantsBytes;
    private bool? _outputWantsBytes;

    private InferReading(ServedModel model) => _tensor = new InferTensor(model);

    /// <summary>Reads a request.</summary>
    /// <param name="body">JSON, followed by bytes.</param>
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
            // Half a pair of UTF-16, or invalid bytes: the reader reports it when the text is decoded.
            throw new RequestException(400, "The body contains text that is not UTF-8.");
        }

        return reading._request;
    }

    private void ReadProperty(ref Utf8JsonReader json)
    {
        _names.Add(ref json);
        if (json.ValueTextEquals("id"u8))
        {
            json.Read();
            _request.Id = InferParts.Text(ref json, "id");
        }
        else if (json.ValueTextEquals("parameters"u8))
        {
            json.Read();
            InferParts.ReadObject(ref json, "parameters", ReadParameter);
        }
        else if (json.ValueTextEquals("inputs"u8))
        {
            json.Read();
            InferParts.ReadTensors(ref json, "inputs", 1, _tensor.Read);
        }
        else if (json.ValueTextEquals("outputs"u8))
        {
            json.Read();
            InferParts.ReadTensors(ref json, "outputs", 0, ReadOutput);
        }
        else
        {
            UniqueNames.Skip(ref json);
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

            // In the protocol these two mean that the request has no sequence.
            _request.Sequence = id is "" or "0" ? null : id;
        }
        else if (json.ValueTextEquals("sequence_start"u8))
        {
            _request.IsStart = InferParts.Flag(ref json, "sequence_start");
        }
        else if (json.ValueTextEquals("sequence_end"u8))
        {
            _request.IsEnd = InferParts.Flag(ref json, "sequence_end");
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
            _wantsBytes = InferParts.Flag(ref json, "binary_data_output");
        }
        else
        {
            UniqueNames.Skip(ref json);
        }
    }

    private void ReadOutput(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("name"u8))
        {
            json.Read();
            InferParts.RequireName(ref json, InferRequest.Output, "output");
        }
        else if (json.ValueTextEquals("parameters"u8))
        {
            json.Read();
            InferParts.ReadObject(ref json, "parameters", ReadOutputParameter);
        }
        else
        {
            UniqueNames.Skip(ref json);
        }
    }

    private void ReadOutputParameter(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("binary_data"u8))
        {
            _outputWantsBytes = InferParts.Flag(ref json, "binary_data");
        }
        else if (json.ValueTextEquals("classification"u8) || json.ValueTextEquals("shared_memory_region"u8))
        {
            throw new RequestException(
                400, $"The server has no extension \"{json.GetString()}\": ask for the whole answers.");
        }
        else
        {
            UniqueNames.Skip(ref json);
        }
    }

    private void Finish(in ReadOnlySequence<byte> text, in ReadOnlySequence<byte> bytes)
    {
        if (_request.Sequence is null && (_request.IsStart || _request.IsEnd || _request.Step > 0))
        {
            throw new RequestException(400, "\"sequence_id\" is missing: it names the sequence.");
        }

        if (_request is { IsStart: true, Step: > 1 })
        {
            throw new RequestException(400, "A sequence starts with step 1.");
        }

        if (_tensor.Bytes != bytes.Length)
        {
            throw new RequestException(
                400, $"{bytes.Length} bytes follow the JSON, but \"binary_data_size\" is {_tensor.Bytes}.");
        }

        _request.WantsBytes = _outputWantsBytes ?? _wantsBytes;
        _tensor.Fill(text, bytes, _request);
    }
}
