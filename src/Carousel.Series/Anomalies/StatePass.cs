using System.Runtime.InteropServices;
using Carousel.Jobs.Reading;
using Carousel.Networks;

namespace Carousel.Anomalies;

/// <summary>Passes the parts of a state to a writer or from a reader, so that both have the same order.</summary>
/// <param name="writer">Receives the state; null if it is read.</param>
/// <param name="reader">Contains the state; null if it is written.</param>
internal sealed class StatePass(BinaryWriter? writer, BinaryReader? reader)
{
    /// <summary>Whether the state is read.</summary>
    public bool IsReading => reader is not null;

    /// <summary>A number.</summary>
    public StatePass Of<T>(ref T value)
        where T : unmanaged => Bytes(MemoryMarshal.AsBytes(new Span<T>(ref value)));

    /// <summary>A time.</summary>
    public StatePass Of(ref DateTime? time)
    {
        long ticks = time?.Ticks ?? -1;
        Of(ref ticks);
        time = ticks < 0 ? null : new DateTime(ticks);
        return this;
    }

    /// <summary>A text.</summary>
    public StatePass Of(ref string? text)
    {
        writer?.WriteText(text);
        text = reader is null ? text : reader.ReadText();
        return this;
    }

    /// <summary>Texts, as many as the state has.</summary>
    public StatePass Of(string[] texts)
    {
        writer?.WriteTexts(texts);
        if (reader is not null)
        {
            string[]? read = reader.ReadTexts();
            StateParts.Require(read?.Length == texts.Length);
            read!.CopyTo(texts, 0);
        }

        return this;
    }

    /// <summary>An array, whose length must be that of the state.</summary>
    public StatePass Of<T>(T[] values)
        where T : unmanaged
    {
        int count = values.Length;
        Of(ref count);
        StateParts.Require(count == values.Length);
        return Bytes(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    /// <summary>A list, overwritten if the state is read.</summary>
    public StatePass Of<T>(List<T> values)
        where T : unmanaged
    {
        int count = reader?.ReadCount(Marshal.SizeOf<T>()) ?? values.Count;
        writer?.Write(count);
        CollectionsMarshal.SetCount(values, count);
        return Bytes(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(values)));
    }

    /// <summary>The position of a network.</summary>
    public StatePass Of(StreamingSession session)
    {
        writer?.WriteBytes(session.Save());
        if (reader is not null)
        {
            session.Restore(reader.ReadBytes());
        }

        return this;
    }

    private StatePass Bytes(Span<byte> bytes)
    {
        writer?.Write(bytes);
        reader?.BaseStream.ReadExactly(bytes);
        return this;
    }
}
