using System.Data;

namespace Carousel.Data.Tests;

/// <summary>Two rows of one column of integers, as some databases give them: the second has another type.</summary>
internal sealed class MixedReader : IDataReader
{
    private int _row = -1;

    public int FieldCount => 1;

    public int Depth => 0;

    public bool IsClosed => false;

    public int RecordsAffected => 0;

    public object this[int i] => GetValue(i);

    public object this[string name] => GetValue(0);

    public bool Read() => ++_row < 2;

    public string GetName(int i) => "count";

    public Type GetFieldType(int i) => typeof(long);

    public object GetValue(int i) => _row == 0 ? 3L : (object)1.5;

    public void Dispose()
    {
    }

    public void Close()
    {
    }

    public bool NextResult() => false;

    public DataTable? GetSchemaTable() => null;

    public bool GetBoolean(int i) => throw new NotSupportedException();

    public byte GetByte(int i) => throw new NotSupportedException();

    public long GetBytes(int i, long fieldOffset, byte[]? buffer, int bufferoffset, int length) =>
        throw new NotSupportedException();

    public char GetChar(int i) => throw new NotSupportedException();

    public long GetChars(int i, long fieldoffset, char[]? buffer, int bufferoffset, int length) =>
        throw new NotSupportedException();

    public IDataReader GetData(int i) => throw new NotSupportedException();

    public string GetDataTypeName(int i) => throw new NotSupportedException();

    public DateTime GetDateTime(int i) => throw new NotSupportedException();

    public decimal GetDecimal(int i) => throw new NotSupportedException();

    public double GetDouble(int i) => throw new NotSupportedException();

    public float GetFloat(int i) => throw new NotSupportedException();

    public Guid GetGuid(int i) => throw new NotSupportedException();

    public short GetInt16(int i) => throw new NotSupportedException();

    public int GetInt32(int i) => throw new NotSupportedException();

    public long GetInt64(int i) => throw new NotSupportedException();

    public int GetOrdinal(string name) => throw new NotSupportedException();

    public string GetString(int i) => throw new NotSupportedException();

    public int GetValues(object[] values) => throw new NotSupportedException();

    public bool IsDBNull(int i) => throw new NotSupportedException();
}
