using Carousel.Jobs.Reading;

namespace Carousel.Language;

internal sealed partial class LanguageReader
{
    private readonly Queue<int> _latest = [];
    private byte[] _before = [];

    /// <summary>
    /// Keeps the state before the unit taken next: the prediction after that unit is computed again from it, so that a
    /// saved state does not grow with the vocabulary.
    /// </summary>
    public void Mark()
    {
        if (_before.Length == 0)
        {
            _before = new byte[_session.StateBytes];
        }

        _session.Save(_before);
    }

    /// <summary>Writes the position of a reader that does not adapt: one unit after its <see cref="Mark"/>.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.WriteBytes(_before);
        writer.Write(_last);
        writer.Write(_latest.Count);
        foreach (int unit in _latest)
        {
            writer.Write(unit);
        }
    }

    /// <summary>Restores the state that <see cref="Save"/> wrote; nothing was counted before.</summary>
    public void Load(BinaryReader reader)
    {
        byte[] before = reader.ReadBytes();
        int last = ReadUnit(reader);
        int latest = reader.ReadCount(sizeof(int));
        StateParts.Require(latest <= Remembered);
        _place?.Reset();
        for (; latest > 0; latest--)
        {
            int unit = ReadUnit(reader);
            _place?.Read(unit);
            Remember(unit);
        }

        _session.Restore(before);
        _before = before;
        Step(last);
    }

    /// <summary>How many units before a place its counts depend on.</summary>
    private int Remembered => _place is null ? 0 : _place.Order - 1;

    private int ReadUnit(BinaryReader reader)
    {
        int unit = reader.ReadInt32();
        StateParts.Require(unit >= 0 && unit < VocabularySize);
        return unit;
    }

    private void Remember(int unit)
    {
        if (Remembered > 0)
        {
            if (_latest.Count == Remembered)
            {
                _latest.Dequeue();
            }

            _latest.Enqueue(unit);
        }
    }
}
