using System.Globalization;
using System.Text;
using Carousel.Interchange.TensorBoard.Protocol;
using Google.Protobuf;

namespace Carousel.Interchange.TensorBoard;

/// <summary>A file of events that TensorBoard reads while it grows: records that are whole at any moment.</summary>
/// <param name="stream">Takes the records; closed with this.</param>
/// <param name="path">Where it lies.</param>
/// <param name="time">The clock of the events.</param>
internal sealed class EventFile(Stream stream, string path, TimeProvider time) : IDisposable
{
    private readonly Stream _stream = stream;
    private readonly TimeProvider _time = time;

    /// <summary>Makes a new file in addition to those of earlier runs.</summary>
    /// <param name="folder">The folder, made where it is missing.</param>
    /// <param name="time">The clock for the name and the events.</param>
    /// <param name="firstStep">The first step that will be written: TensorBoard forgets what earlier files say of it
    /// and later ones.</param>
    /// <exception cref="IOException">The folder can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder can't be written.</exception>
    public static EventFile Create(string folder, TimeProvider time, long firstStep)
    {
        Directory.CreateDirectory(folder);

        // TensorBoard asks for "tfevents" in the name and reads in the order of names: the time is what makes later
        // files the last.
        string name = string.Create(
            CultureInfo.InvariantCulture, $"events.out.tfevents.{time.GetUtcNow().ToUnixTimeSeconds():D10}.carousel");
        FileStream stream = New(System.IO.Path.Combine(folder, name));
        var file = new EventFile(stream, System.IO.Path.Combine(folder, System.IO.Path.GetFileName(stream.Name)), time);
        try
        {
            file.Write(new Event { FileVersion = "brain.Event:2" });
            file.Write(
                new Event
                {
                    Step = firstStep,
                    SessionLog = new SessionLog { Status = SessionLog.Types.SessionStatus.Start },
                });
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Where it lies.</summary>
    public string Path { get; } = path;

    /// <summary>Seconds since 1970, as the events hold them.</summary>
    public double Now => _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>Writes values of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="values">What is known of it.</param>
    public void Write(long step, params IEnumerable<Summary.Types.Value> values)
    {
        var summary = new Summary();
        summary.Value.AddRange(values);
        Write(new Event { Step = step, Summary = summary });
    }

    /// <summary>A number.</summary>
    public static Summary.Types.Value Scalar(string tag, double value) =>
        new() { Tag = tag, SimpleValue = (float)value };

    /// <summary>A histogram.</summary>
    public static Summary.Types.Value Histogram(string tag, HistogramProto histogram) =>
        new() { Tag = tag, Histo = histogram };

    /// <summary>A text in Markdown.</summary>
    public static Summary.Types.Value Text(string tag, string markdown)
    {
        var tensor = new TensorProto { Dtype = DataType.DtString, TensorShape = new TensorShapeProto() };
        tensor.TensorShape.Dim.Add(new TensorShapeProto.Types.Dim { Size = 1 });
        tensor.StringVal.Add(ByteString.CopyFrom(markdown, Encoding.UTF8));
        return new Summary.Types.Value { Tag = tag, Tensor = tensor, Metadata = Plugin("text", ByteString.Empty) };
    }

    /// <summary>What the plugin of hyperparameters reads: all of it is in the metadata.</summary>
    public static Summary.Types.Value HParams(string tag, HParamsPluginData data) =>
        new() { Tag = tag, Metadata = Plugin("hparams", data.ToByteString()) };

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static FileStream New(string path)
    {
        for (int n = 0; ; n++)
        {
            string free = n == 0 ? path : string.Create(CultureInfo.InvariantCulture, $"{path}.{n:D3}");
            try
            {
                // Without a buffer: each record goes out whole.
                return new FileStream(free, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
            }
            catch (IOException) when (File.Exists(free))
            {
                // An earlier run's, or that of one that began within the same second: the next number may be free.
            }
        }
    }

    private static SummaryMetadata Plugin(string name, ByteString content) =>
        new() { PluginData = new SummaryMetadata.Types.PluginData { PluginName = name, Content = content } };

    private void Write(Event one)
    {
        one.WallTime = Now;
        RecordWriter.Write(_stream, one.ToByteArray());
    }
}
