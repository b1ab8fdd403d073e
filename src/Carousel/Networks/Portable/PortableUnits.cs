namespace Carousel.Networks;

/// <summary>How a text is cut into symbols.</summary>
internal enum PortableUnits
{
    /// <summary>No text is read.</summary>
    None,

    /// <summary>Code points.</summary>
    Characters,

    /// <summary>Bytes of UTF-8.</summary>
    Bytes,

    /// <summary>Byte-pair pieces: runs of bytes, each byte as the character of that number.</summary>
    Pieces,

    /// <summary>Words, punctuation marks and ends of lines.</summary>
    Words,

    /// <summary>Capital letters and marks of FASTA entries, an entry a line.</summary>
    Residues,

    /// <summary>Words and marks in small letters; ends of lines are skipped.</summary>
    SmallWords,

    /// <summary>Tokens of sentences in small letters; marks and English clitics are separate tokens.</summary>
    Tokens,

    /// <summary>The four bases of a genome.</summary>
    Bases,
}
