using Carousel.Jobs.Reading;
using Carousel.Kernels;

namespace Carousel.Language;

/// <summary>
/// Characters that a model's vocabulary lacks: how likely one is to come, and which; what they cost is counted.
/// </summary>
/// <remarks>
/// Krichevsky and Trofimov 1981: after n units of which s were strange, the next is with (s + ½) / (n + 1). One that
/// came c times before is the one with c / (s + 1), a new one with 1 / (s + 1), all code points alike. Neither network
/// nor counts hear them.
/// </remarks>
/// <param name="known">How many units the model learned from, none of them strange.</param>
internal sealed class StrangeCharacters(int known)
{
    private const int CodePointBits = 21;

    private const uint Total = 1u << RangeEncoder.TotalBits;

    private readonly List<int> _codePoints = [];
    private readonly List<uint> _times = [];
    private long _units = known;

    /// <summary>How many came.</summary>
    public uint Count { get; private set; }

    private double Probability => (Count + 0.5) / (_units + 1);

    private uint Frequency => Math.Clamp((uint)(Probability * Total), 1, Total - 1);

    /// <summary>−ln p of the next unit being none of these.</summary>
    public double SurpriseOfKnown => -ScalarMath.Log(1 - Probability);

    /// <summary>−ln p of a strange character, if it came next.</summary>
    public double SurpriseOf(int codePoint)
    {
        int known = _codePoints.IndexOf(codePoint);
        double which = known < 0 ? 1.0 / (Count + 1) / (1 << CodePointBits) : (double)_times[known] / (Count + 1);
        return -ScalarMath.Log(Probability) - ScalarMath.Log(which);
    }

    /// <summary>A unit of the vocabulary came.</summary>
    public void PassKnown() => _units++;

    /// <summary>A strange character came.</summary>
    public void Pass(int codePoint) => Learn(_codePoints.IndexOf(codePoint), codePoint);

    /// <summary>Writes what came.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_units);
        writer.Write(_codePoints.Count);
        for (int k = 0; k < _codePoints.Count; k++)
        {
            writer.Write(_codePoints[k]);
            writer.Write(_times[k]);
        }
    }

    /// <summary>Restores the state that <see cref="Save"/> wrote; to be called before the first unit.</summary>
    public void Load(BinaryReader reader)
    {
        long units = reader.ReadInt64();
        for (int left = reader.ReadCount(2 * sizeof(int)); left > 0; left--)
        {
            _codePoints.Add(reader.ReadInt32());
            _times.Add(reader.ReadUInt32());
        }

        ulong count = (ulong)_times.Sum(t => (long)t);
        StateParts.Require(units >= _units && count <= (ulong)(units - _units) && count < uint.MaxValue);
        (_units, Count) = (units, (uint)count);
    }

    /// <summary>Writes that a unit of the vocabulary comes.</summary>
    public void WriteKnown(RangeEncoder encoder)
    {
        encoder.Write(Frequency, Total - Frequency);
        _units++;
    }

    /// <summary>Writes a strange character.</summary>
    public void Write(RangeEncoder encoder, int codePoint)
    {
        encoder.Write(0, Frequency);
        int known = _codePoints.IndexOf(codePoint);
        (uint before, uint own) = Shares(known < 0 ? _codePoints.Count : known);
        encoder.Write(before, own);
        if (known < 0)
        {
            encoder.Write((uint)codePoint, 1, CodePointBits);
        }

        Learn(known, codePoint);
    }

    /// <summary>Reads whether the next unit is strange.</summary>
    /// <returns>Its code point, or −1 where it is a unit of the vocabulary.</returns>
    public int Read(RangeDecoder decoder)
    {
        if (decoder.Next() >= Frequency)
        {
            decoder.Read(Frequency, Total - Frequency);
            _units++;
            return -1;
        }

        decoder.Read(0, Frequency);
        uint place = decoder.Next();
        int known = 0;
        while (known < _codePoints.Count && place >= Shares(known + 1).Before)
        {
            known++;
        }

        (uint before, uint own) = Shares(known);
        decoder.Read(before, own);
        if (known < _codePoints.Count)
        {
            int codePoint = _codePoints[known];
            Learn(known, codePoint);
            return codePoint;
        }

        uint code = decoder.Next(CodePointBits);
        decoder.Read(code, 1, CodePointBits);
        Learn(-1, (int)code);
        return (int)code;
    }

    /// <summary>The share of a known character, in the order of appearance; the last is that of a new one.</summary>
    private (uint Before, uint Own) Shares(int known)
    {
        uint each = Total / (Count + 1), before = 0;
        for (int k = 0; k < known; k++)
        {
            before += each * _times[k];
        }

        return (before, known < _times.Count ? each * _times[known] : Total - before);
    }

    private void Learn(int known, int codePoint)
    {
        if (known < 0)
        {
            _codePoints.Add(codePoint);
            _times.Add(1);
        }
        else
        {
            _times[known]++;
        }

        Count++;
        _units++;
    }
}
