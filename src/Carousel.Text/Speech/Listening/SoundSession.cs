using System.Buffers.Binary;
using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Streaming;

namespace Carousel.Speech;

/// <summary>A session of a transcriber: sound in, the words that are over out.</summary>
internal sealed class SoundSession(Transcriber model, StateMark mark) : SteppingSession(mark)
{
    // About as many frames of a spectrogram are steps of a network.
    private const int FramesPerSecond = 100;

    private readonly TranscriptionStream _stream = new(model, RateOf(model));
    private bool _isOver;

    /// <summary>What makes the sessions of a transcriber.</summary>
    /// <exception cref="SteppingException">It hears the whole recording before it answers.</exception>
    public static ISteppingModel Of(IJobModel model)
    {
        var transcriber = (Transcriber)model;
        try
        {
            new TranscriptionStream(transcriber, RateOf(transcriber)).Dispose();
        }
        catch (OptionException exception)
        {
            throw new SteppingException(exception.OnCommandLine);
        }

        var mark = StateMark.Of(transcriber);
        return new SteppingModel(
            $"sound of one channel at {RateOf(transcriber)} samples per second: 16-bit PCM, little-endian, as base64; "
            + "or an array of whole numbers from -32768 to 32767; or an object with these as \"sound\" and, in the "
            + "last row, \"end\": true",
            "the seconds of sound received, and each finished word: the word, when it was spoken and when it was "
            + "reported, in seconds",
            () => new SoundSession(transcriber, mark));
    }

    /// <inheritdoc/>
    protected override void Take(JsonElement row, long number, Utf8JsonWriter answer, StepTurn turn)
    {
        if (_isOver)
        {
            throw new DataFormatException(
                Source, number, 0, "the sound ended with the previous row. Open another session for more sound.");
        }

        (float[] samples, bool isEnd) = Read(row, number);
        turn.Units = 1 + (samples.Length * (long)FramesPerSecond / RateOf(model));
        _stream.Push(samples);
        if (isEnd)
        {
            _stream.Finish();
            _isOver = true;
        }

        answer.WriteStartObject();
        answer.WriteNumber("seconds", Math.Round(_stream.Seconds, 3));
        answer.WriteStartArray("words");
        while (_stream.Words.TryDequeue(out HeardWord word))
        {
            word.Write(answer);
        }

        answer.WriteEndArray();
        answer.WriteEndObject();
    }

    /// <inheritdoc/>
    protected override void Write(BinaryWriter writer)
    {
        writer.Write(_isOver);
        if (!_isOver)
        {
            _stream.Save(writer);
        }
    }

    /// <inheritdoc/>
    protected override void Read(BinaryReader reader)
    {
        _isOver = reader.ReadBoolean();
        if (!_isOver)
        {
            _stream.Load(reader);
        }
    }

    /// <inheritdoc/>
    protected override void End() => _stream.Dispose();

    private static int RateOf(Transcriber model) => model.Design.Features.Rate;

    private (float[] Samples, bool IsEnd) Read(JsonElement row, long number)
    {
        if (row.ValueKind != JsonValueKind.Object)
        {
            return (SamplesOf(row, number), false);
        }

        float[] samples = [];
        bool isEnd = false;
        foreach (JsonProperty property in row.EnumerateObject())
        {
            if (property.NameEquals("sound"))
            {
                samples = SamplesOf(property.Value, number);
            }
            else if (property.NameEquals("end")
                && property.Value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            {
                isEnd = property.Value.GetBoolean();
            }
            else if (property.NameEquals("rate"))
            {
                RequireRate(property.Value, number);
            }
            else
            {
                throw Refuse(number);
            }
        }

        return (samples, isEnd);
    }

    private void RequireRate(JsonElement rate, long number)
    {
        int own = RateOf(model);
        if (rate.ValueKind != JsonValueKind.Number || !rate.TryGetInt32(out int given) || given != own)
        {
            throw new DataFormatException(
                Source, number, 0,
                $"the rate is {rate.GetRawText()}, but the model reads {own} samples per second. Convert the sound.");
        }
    }

    private static float[] SamplesOf(JsonElement sound, long number)
    {
        if (sound.ValueKind == JsonValueKind.String)
        {
            return sound.TryGetBytesFromBase64(out byte[]? bytes) && bytes.Length % sizeof(short) == 0
                ? [
                    .. Enumerable.Range(0, bytes.Length / sizeof(short)).Select(
                        i => Sample(BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(i * sizeof(short))))),
                ]
                : throw Refuse(number);
        }

        return sound.ValueKind == JsonValueKind.Array
            ? [
                .. sound.EnumerateArray().Select(
                    s => s.ValueKind == JsonValueKind.Number && s.TryGetInt16(out short sample)
                        ? Sample(sample)
                        : throw Refuse(number)),
            ]
            : throw Refuse(number);
    }

    private static float Sample(short sample) => sample * (1f / 32768);

    private static DataFormatException Refuse(long number) => new(
        Source, number, 0,
        "a row is 16-bit PCM as base64, an array of whole numbers from -32768 to 32767, or an object with one of them "
        + "as \"sound\" and \"end\": true in the last row.");
}
